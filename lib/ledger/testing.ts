import { sql } from "drizzle-orm";
import { allowancesChanged } from "../allowances/live";
import { makeAllowance } from "../allowances/testing";
import { db } from "../db/client";
import { makeUser } from "../db/testing";
import { newTraceId } from "../ids";
import type { CallFor } from "../metering/call";
import type { Price } from "../pricing/price";
import { audit } from "./audit/audit";
import { openSource } from "./audit/source";
import { findingWords } from "./audit/words";
import type { Ending } from "./close";
import type { Ask } from "./reserve";

/** A price at which a token is 1,000 credits, in and out. */
export const flatPrice: Price = { input: 1_000_000, output: 1_000_000, tiers: [], source: "test" };

/** A member with a budget of their own of `credits`, and a call of theirs. */
export async function makePayer(credits: number): Promise<{ call: CallFor; allowanceId: string }> {
  const userId = await makeUser();
  const own = { level: "user", subjectId: userId, window: "none" } as const;
  const { id } = await makeAllowance({ ...own, amountCredits: credits });
  allowancesChanged();
  return { call: callOf(userId), allowanceId: id };
}

export function callOf(userId: string): CallFor {
  return { userId, keyId: null, purpose: "chat", traceId: newTraceId() };
}

/** Ten tokens in and ten out at a thousand credits each: a hold of 20,000. */
export function askOf(call: CallFor, over: Partial<Ask> = {}): Ask {
  return {
    call,
    model: { key: 1, id: "test/model", demo: false },
    price: flatPrice,
    input: { method: "bytes", bytes: 10, messages: 0, tokens: 10 },
    outputTokens: 10,
    deadlineAt: Date.now() + 60_000,
    ...over,
  };
}

/** Done, with `input` and `output` tokens as the provider reported. */
export function endingOf(input: number, output: number, over: Partial<Ending> = {}): Ending {
  return {
    state: "settled",
    because: "done",
    outcome: "done",
    finishReason: "stop",
    error: () => null,
    counts: { uncachedInput: input, cachedInput: 0, cacheWrite: 0, output, reasoning: 0 },
    charge: "counts",
    reachedWire: true,
    usageSource: "provider",
    reported: null,
    alert: null,
    resolvedModel: null,
    durationMs: 1,
    firstTokenMs: null,
    ...over,
  };
}

/** What of the books is not right, in words: the real audit. Empty when all is. */
export async function bookErrors(now = Date.now()): Promise<string[]> {
  const [main] = await db().all<{ file: string }>(sql`pragma database_list`);
  const source = await openSource(`file:${encodeURI(main?.file ?? "")}`);
  try {
    return (await audit(source, now)).findings.map(findingWords);
  } finally {
    await source.close();
  }
}
