import type { Person } from "../../auth/viewer";
import { PurserError } from "../../errors";
import { recordTrace, type ToldBranch, type ToldCall } from "../../ledger/record-trace";
import { toldCost } from "../../ledger/told-price";
import { allowedPurpose } from "../allowed";
import type { ExportReply } from "./messages";
import { type ReadSpan, type ReadUsage, readSpans, UnreadableSpan } from "./read";

const lateMs = 30 * 24 * 3_600_000;
const aheadMs = 5 * 60_000;
const wordsMax = 5;

/**
 * Takes the spans of an OTLP request for the person of the key: calls are recorded and charged,
 * others kept so that trees are whole. The reply says how many were not taken, and why.
 */
export async function takeSpans(
  { viewer, request }: { viewer: Person; request: unknown },
  now = Date.now(),
): Promise<ExportReply> {
  const refused: string[] = [];
  const traces = new Map<string, { calls: ToldCall[]; branches: ToldBranch[] }>();
  for (const span of readSpans(request)) {
    if (span instanceof UnreadableSpan) {
      refused.push(span.message);
      continue;
    }
    const trace = traces.get(span.traceId) ?? { calls: [], branches: [] };
    traces.set(span.traceId, trace);
    try {
      if (span.usage) trace.calls.push(callOf(viewer, span, span.usage, now));
      else trace.branches.push(branchOf(span, now));
    } catch (error) {
      if (!(error instanceof PurserError)) throw error;
      refused.push(`Span ${span.spanId}: ${error.message}`);
    }
  }
  for (const [traceId, told] of traces) {
    const recorded = await recordTrace({ userId: viewer.userId, traceId, ...told, now });
    for (const { spanId, outcome } of recorded) {
      if (outcome !== "different") continue;
      refused.push(`Span ${spanId}: it was told of before with other figures.`);
    }
  }
  return replyOf(refused);
}

function callOf(viewer: Person, span: ReadSpan, usage: ReadUsage, now: number): ToldCall {
  const { spanId, parentSpanId, name, durationMs } = span;
  const { counts, model, resolvedModel, said } = usage;
  const startedAt = Math.min(span.startedAt ?? now, now);
  const call: ToldCall = {
    origin: "otlp",
    spanId,
    parentSpanId,
    name,
    keyId: viewer.keyId,
    purpose: allowedPurpose(viewer, usage),
    model,
    resolvedModel,
    counts,
    said,
    startedAt,
    durationMs,
    alert: alertOf(span.startedAt ?? now, usage.alert, now),
  };
  refuseUnpayable(call, now);
  return call;
}

function refuseUnpayable(call: ToldCall, now: number): void {
  try {
    toldCost(call, call.counts, now);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new PurserError("invalid", "So many tokens cost more than can be named.");
  }
}

/** What comes late or from a clock that is wrong is kept, and said to be so. */
function alertOf(startedAt: number, alert: string | null, now: number): string | null {
  const late = startedAt < now - lateMs ? "it was told of more than 30 days after its start" : null;
  const ahead = startedAt > now + aheadMs ? "it began in the future by the clock it was on" : null;
  const words = [alert, late, ahead].filter((each) => each !== null);
  return words.length > 0 ? words.join("; ") : null;
}

function branchOf(span: ReadSpan, now: number): ToldBranch {
  const { spanId, parentSpanId, name, startedAt, durationMs } = span;
  return { spanId, parentSpanId, name, startedAt: startedAt ?? now, durationMs };
}

function replyOf(refused: string[]): ExportReply {
  if (refused.length === 0) return {};
  const words = [...new Set(refused)];
  const more = words.length > wordsMax ? ` And ${words.length - wordsMax} more.` : "";
  return {
    partialSuccess: {
      rejectedSpans: String(refused.length),
      errorMessage: words.slice(0, wordsMax).join(" ") + more,
    },
  };
}
