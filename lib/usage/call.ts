import { sql } from "drizzle-orm";
import { usage } from "../db/schema";
import type { Outcome } from "../metering/call";
import type { Credits } from "../money";
import { inputTokens as inputTokensOf } from "../pricing/cost";
import type { Counts } from "../pricing/price";

/** One call as its owner and admins see it: figures, never content. Times in milliseconds. */
export type Call = {
  id: string;
  createdAt: number;
  /** Public id of the model at the time of the call. */
  model: string;
  purpose: string;
  /** As whoever told of it named it. */
  name: string | null;
  userId: string;
  keyId: string | null;
  /** What the key is called now, also one that is revoked. */
  keyName: string | null;
  conversationId: string | null;
  responseId: string | null;
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  /** All input, the cached and written parts included. */
  inputTokens: number;
  cachedInputTokens: number;
  cacheWriteTokens: number;
  /** Reasoning included. */
  outputTokens: number;
  reasoningTokens: number;
  /** With what was corrected since; null while a recorded call has no price. */
  costCredits: Credits | null;
  /** What of it was corrected after it was settled; signed. */
  adjustedCredits: Credits;
  origin: "chat" | "gateway" | "external" | "recorded" | "otlp";
  usageSource: "provider" | "estimated";
  /** How it ended; null where that is not known here, as of a call that was made elsewhere. */
  outcome: Outcome | null;
  overrun: boolean;
  demo: boolean;
  durationMs: number | null;
  firstTokenMs: number | null;
};

export type UsageRow = typeof usage.$inferSelect;

/** The columns a `Call` is made of. */
export const callColumns = {
  id: usage.id,
  createdAt: usage.createdAt,
  model: usage.model,
  purpose: usage.purpose,
  name: usage.name,
  userId: usage.userId,
  keyId: usage.keyId,
  conversationId: usage.conversationId,
  responseId: usage.responseId,
  traceId: usage.traceId,
  spanId: usage.spanId,
  parentSpanId: usage.parentSpanId,
  uncachedInputTokens: usage.uncachedInputTokens,
  cachedInputTokens: usage.cachedInputTokens,
  cacheWriteTokens: usage.cacheWriteTokens,
  outputTokens: usage.outputTokens,
  reasoningTokens: usage.reasoningTokens,
  costCredits: usage.costCredits,
  adjustedCredits: usage.adjustedCredits,
  origin: usage.origin,
  usageSource: usage.usageSource,
  overrun: usage.overrun,
  demo: usage.demo,
  durationMs: usage.durationMs,
  firstTokenMs: usage.firstTokenMs,
  /** What a settle told that came after the sweeper's: `Counts`, JSON. */
  // Names in full: drizzle leaves the table away, and the inner one has an id too.
  lateCounts: sql<string | null>`(select late.counts from adjustments late
    where late.usage_id = usage.id and late.kind = 'late-settle' limit 1)`,
  keyName: sql<string | null>`(select used.name from keys used where used.id = usage.key_id)`,
  /** Of the hold that was its own. */
  closedBecause: sql<string | null>`(select hold.closed_because from reservations hold
    where hold.id = usage.reservation_id and hold.kind = 'call')`,
};

type Looked = "lateCounts" | "keyName" | "closedBecause";

export type CallRow = Pick<UsageRow, Exclude<keyof typeof callColumns, Looked>> & {
  [column in Looked]: string | null;
};

/** What a close says first of a call (lib/metering/ending.ts, and the sweeper's). */
const outcomes: Record<string, Outcome> = {
  done: "done",
  stopped: "stopped",
  interrupted: "interrupted",
  failed: "failed",
  swept: "interrupted",
};

export function toCall({
  uncachedInputTokens,
  lateCounts,
  closedBecause,
  ...figures
}: CallRow): Call {
  const costCredits =
    figures.costCredits === null ? null : figures.costCredits + figures.adjustedCredits;
  const outcome = outcomes[closedBecause?.split(":")[0] ?? ""] ?? null;
  const row = { ...figures, outcome };
  const late = lateCounts === null ? null : (JSON.parse(lateCounts) as Counts | null);
  if (!late) {
    const inputTokens = uncachedInputTokens + row.cachedInputTokens + row.cacheWriteTokens;
    return { ...row, inputTokens, costCredits };
  }
  return {
    ...row,
    costCredits,
    inputTokens: inputTokensOf(late),
    cachedInputTokens: late.cachedInput,
    cacheWriteTokens: late.cacheWrite,
    outputTokens: late.output,
    reasoningTokens: late.reasoning,
    usageSource: "provider",
  };
}

/** A call as the API shows it (http-api.md, "Usage and traces"). */
export function callJson(call: Call) {
  return {
    id: call.id,
    created_at: call.createdAt,
    model: call.model,
    purpose: call.purpose,
    name: call.name,
    actor_id: call.userId,
    key_id: call.keyId,
    key_name: call.keyName,
    conversation_id: call.conversationId,
    response_id: call.responseId,
    trace_id: call.traceId,
    span_id: call.spanId,
    parent_span_id: call.parentSpanId,
    input_tokens: call.inputTokens,
    cached_input_tokens: call.cachedInputTokens,
    cache_write_tokens: call.cacheWriteTokens,
    output_tokens: call.outputTokens,
    reasoning_tokens: call.reasoningTokens,
    cost_credits: call.costCredits,
    adjusted_credits: call.adjustedCredits,
    origin: call.origin,
    usage_source: call.usageSource,
    status: call.outcome,
    overrun: call.overrun,
    demo: call.demo,
    duration_ms: call.durationMs,
    first_token_ms: call.firstTokenMs,
  };
}
