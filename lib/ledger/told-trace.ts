import { db } from "../db/client";
import { inputTokens } from "../pricing/cost";
import type { Counts, Rates } from "../pricing/price";
import type { ToldSpan } from "./own-counts";

type Origin = "chat" | "gateway" | "external" | "recorded" | "otlp";

/** A call of a trace as the books have it. */
export type KnownCall = {
  id: string;
  origin: Origin;
  spanId: string;
  parentSpanId: string | null;
  keyId: string | null;
  purpose: string;
  model: string;
  resolvedModel: string | null;
  /** As it was settled or told; of a parent that repeats, with what its children told of. */
  told: Counts;
  /** What of it counts now. */
  counts: Counts;
  /** Null while it has no price. */
  costCredits: number | null;
  rates: Rates | null;
  /** By a corrected price, which is then the one it has. */
  rerated: Rates | null;
  startedAt: number;
  createdAt: number;
};

/** The calls and branches of a trace, at this moment. */
export async function knownTrace(userId: string, traceId: string) {
  const [calls, branches] = await Promise.all([
    db().$client.execute({ sql: callsSql, args: [userId, traceId] }),
    db().$client.execute({
      sql: "select span_id, parent_span_id from spans where user_id = ? and trace_id = ?",
      args: [userId, traceId],
    }),
  ]);
  return {
    calls: calls.rows.map(toKnown),
    branches: branches.rows.map((row) => ({
      spanId: String(row.span_id),
      parentSpanId: textOf(row.parent_span_id),
    })),
  };
}

const callsSql = `select u.*, (select counts from adjustments a where a.usage_id = u.id
    and a.counts is not null order by a.id desc limit 1) as corrected,
  (select rates from adjustments a where a.usage_id = u.id
    and a.kind = 're-rating' order by a.id desc limit 1) as rerated
  from usage u where u.user_id = ? and u.trace_id = ? order by u.id`;

function toKnown(row: Record<string, unknown>): KnownCall {
  const settled = {
    uncachedInput: Number(row.uncached_input_tokens),
    cachedInput: Number(row.cached_input_tokens),
    cacheWrite: Number(row.cache_write_tokens),
    output: Number(row.output_tokens),
    reasoning: Number(row.reasoning_tokens),
  };
  const counts = (jsonOf(row.corrected) as Counts | null) ?? settled;
  const reported = jsonOf(row.reported) as { counts?: Counts } | null;
  const isTold = row.origin === "otlp" || row.origin === "recorded";
  return {
    id: String(row.id),
    origin: row.origin as Origin,
    spanId: String(row.span_id),
    parentSpanId: textOf(row.parent_span_id),
    keyId: textOf(row.key_id),
    purpose: String(row.purpose),
    model: String(row.model),
    resolvedModel: textOf(row.resolved_model),
    told: (isTold && reported?.counts) || counts,
    counts,
    costCredits:
      row.cost_credits === null ? null : Number(row.cost_credits) + Number(row.adjusted_credits),
    rates: jsonOf(row.rates) as Rates | null,
    rerated: jsonOf(row.rerated) as Rates | null,
    startedAt: Number(row.started_at),
    createdAt: Number(row.created_at),
  };
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

function jsonOf(value: unknown): unknown {
  return typeof value === "string" ? JSON.parse(value) : null;
}

/** What is told over OTLP may be a sum of what else is; a call that is posted is its own. */
export function spanOf(call: Pick<KnownCall, "spanId" | "parentSpanId" | "origin" | "told">) {
  const { spanId, parentSpanId, origin, told } = call;
  return { spanId, parentSpanId, counts: told, mayRepeat: origin === "otlp" } satisfies ToldSpan;
}

export function isSameCounts(a: Counts, b: Counts): boolean {
  return (
    inputTokens(a) === inputTokens(b) &&
    a.cachedInput === b.cachedInput &&
    a.cacheWrite === b.cacheWrite &&
    a.output === b.output &&
    a.reasoning === b.reasoning
  );
}
