import { db } from "../db/client";
import { keys, usage } from "../db/schema";
import { statement, write } from "../db/write";
import { newId, newSpanId, newTraceId } from "../ids";
import type { UsageRow } from "./call";

/** A key of that name, for calls made with it; gives its id. */
export async function makeKey(userId: string, name: string): Promise<string> {
  const id = newId();
  const row = { id, userId, name, hash: id, lastFour: "abcd", createdAt: Date.now() };
  await write([statement(db().insert(keys).values(row))]);
  return id;
}

/** A usage row of a test: ten tokens in, twenty out, for 3,525 credits, unless said otherwise. */
export async function makeCall(userId: string, over: Partial<UsageRow> = {}): Promise<UsageRow> {
  const row: UsageRow = {
    id: newId(),
    reservationId: null,
    origin: "chat",
    name: null,
    userId,
    keyId: null,
    conversationId: null,
    responseId: null,
    traceId: newTraceId(),
    spanId: newSpanId(),
    parentSpanId: null,
    purpose: "chat",
    modelKey: 1,
    model: "demo",
    resolvedModel: null,
    uncachedInputTokens: 6,
    cachedInputTokens: 3,
    cacheWriteTokens: 1,
    outputTokens: 20,
    reasoningTokens: 5,
    costCredits: 3525,
    adjustedCredits: 0,
    usageSource: "provider",
    rates: { input: 37_500, output: 150_000 },
    priceSource: "catalogue",
    reported: { prompt_tokens: 10, completion_tokens: 20 },
    alert: null,
    overrun: false,
    demo: false,
    durationMs: 1200,
    firstTokenMs: 300,
    startedAt: Date.now(),
    createdAt: Date.now(),
    ...over,
  };
  await write([statement(db().insert(usage).values(row))]);
  return row;
}
