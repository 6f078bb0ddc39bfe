import { and, asc, eq, inArray, isNotNull } from "drizzle-orm";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { adjustments, spans, usage } from "../db/schema";
import { notFound, PurserError } from "../errors";
import type { Credits } from "../money";
import type { Counts } from "../pricing/price";
import { type CallRow, callColumns } from "./call";
import { spanTree } from "./span-tree";

/** What was spent: on a span alone, or with all below it. */
export type Spent = { costCredits: Credits; inputTokens: number; outputTokens: number };

export type TraceSpan = {
  spanId: string;
  parentSpanId: string | null;
  name: string;
  depth: number;
  startedAt: number;
  durationMs: number | null;
  /** The call; null for a span that was told of and is none. */
  call: TraceCallFigures | null;
  /** With all its children, each once; a call without a price counts for its tokens alone. */
  total: Spent;
};

type TraceCallFigures = Pick<
  CallRow,
  "id" | "purpose" | "model" | "origin" | "usageSource" | "overrun" | "demo" | "conversationId"
> & {
  counts: Counts;
  /** What its provider said, where its children told of a part of that themselves. */
  repeated: boolean;
  /** Null while it has no price. */
  costCredits: Credits | null;
};

export type Trace = {
  traceId: string;
  userId: string;
  spans: TraceSpan[];
  total: Spent;
  /** Calls that have no price yet. */
  unpricedCalls: number;
};

type Asked = { viewer: Viewer; id: string; user?: string | undefined };

/** One's own trace of that id, for admins also somebody's; 404 where there is none. */
export async function getTrace(asked: Asked): Promise<Trace> {
  const userId = whose(asked);
  const found = await spansOf(userId, asked.id);
  if (found.length === 0) throw notFound("trace");
  const totals = new Map<string, Spent>();
  const nodes = spanTree(found);
  for (const { span, children } of nodes.toReversed()) {
    const below = children.flatMap((child) => totals.get(child.span.spanId) ?? []);
    totals.set(span.spanId, sumOf([ownOf(span), ...below]));
  }
  const shown = nodes.map(({ span, depth }) => ({
    ...span,
    depth,
    total: totals.get(span.spanId) ?? ownOf(span),
  }));
  return {
    traceId: asked.id,
    userId,
    spans: shown,
    total: sumOf(found.map(ownOf)),
    unpricedCalls: found.filter(isUnpriced).length,
  };
}

function whose({ viewer, user }: Asked): string {
  const own = viewer.kind === "person" ? viewer.userId : undefined;
  if (user !== undefined && user !== own && viewer.role !== "admin") throw notFound("trace");
  const userId = user ?? own;
  if (userId !== undefined) return userId;
  const words = "The admin key has no traces of its own: say whose with ?user=<id>.";
  throw new PurserError("not_found", words);
}

type Own = Omit<TraceSpan, "depth" | "total">;

function ownOf({ call }: Own): Spent {
  if (!call) return { costCredits: 0, inputTokens: 0, outputTokens: 0 };
  const { uncachedInput, cachedInput, cacheWrite, output } = call.counts;
  return {
    costCredits: call.costCredits ?? 0,
    inputTokens: uncachedInput + cachedInput + cacheWrite,
    outputTokens: output,
  };
}

/** Without tokens of its own there is nothing to price. */
function isUnpriced(span: Own): boolean {
  const { inputTokens, outputTokens } = ownOf(span);
  return span.call?.costCredits === null && inputTokens + outputTokens > 0;
}

function sumOf(parts: Spent[]): Spent {
  return parts.reduce((sum, part) => ({
    costCredits: sum.costCredits + part.costCredits,
    inputTokens: sum.inputTokens + part.inputTokens,
    outputTokens: sum.outputTokens + part.outputTokens,
  }));
}

/** All spans of a trace as they began: its calls, and the branches they hang on. */
async function spansOf(userId: string, traceId: string): Promise<Own[]> {
  const [calls, branches] = await Promise.all([
    db()
      .select({ ...callColumns, startedAt: usage.startedAt })
      .from(usage)
      .where(and(eq(usage.userId, userId), eq(usage.traceId, traceId))),
    db()
      .select()
      .from(spans)
      .where(and(eq(spans.userId, userId), eq(spans.traceId, traceId))),
  ]);
  const corrected = await countsOf(calls.map(({ id }) => id));
  const isCall = new Set(calls.map(({ spanId }) => spanId));
  const all: Own[] = [
    ...calls.map((call) => ({
      spanId: call.spanId,
      parentSpanId: call.parentSpanId,
      name: call.name ?? call.purpose,
      startedAt: call.startedAt,
      durationMs: call.durationMs,
      call: figuresOf(call, corrected.get(call.id)),
    })),
    ...branches
      .filter(({ spanId }) => !isCall.has(spanId))
      .map(({ spanId, parentSpanId, name, startedAt, durationMs }) => ({
        ...{ spanId, parentSpanId, name, startedAt, durationMs },
        call: null,
      })),
  ];
  return all.sort((a, b) => a.startedAt - b.startedAt || (a.spanId < b.spanId ? -1 : 1));
}

type Corrected = { counts: Counts; kind: string };

function figuresOf(call: CallRow, corrected: Corrected | undefined): TraceCallFigures {
  const { id, purpose, model, origin, usageSource, overrun, demo, conversationId } = call;
  const counts = {
    uncachedInput: call.uncachedInputTokens,
    cachedInput: call.cachedInputTokens,
    cacheWrite: call.cacheWriteTokens,
    output: call.outputTokens,
    reasoning: call.reasoningTokens,
  };
  return {
    ...{ id, purpose, model, origin, usageSource, overrun, demo, conversationId },
    counts: corrected?.counts ?? counts,
    repeated: corrected?.kind === "repeated",
    costCredits: call.costCredits === null ? null : call.costCredits + call.adjustedCredits,
  };
}

/** The counts that are true now, of calls where a correction changed them. */
async function countsOf(usageIds: string[]): Promise<Map<string, Corrected>> {
  if (usageIds.length === 0) return new Map();
  const rows = await db()
    .select({ usageId: adjustments.usageId, counts: adjustments.counts, kind: adjustments.kind })
    .from(adjustments)
    .where(and(inArray(adjustments.usageId, usageIds), isNotNull(adjustments.counts)))
    .orderBy(asc(adjustments.id));
  return new Map(
    rows.map(({ usageId, counts, kind }) => [usageId, { counts: counts as Counts, kind }]),
  );
}
