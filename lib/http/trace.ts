import { invalid } from "../errors";
import { newTraceId } from "../ids";

/** The action that a request belongs to, and the span it was made for where it says so. */
export type TraceContext = { traceId: string; parentSpanId: string | null };

/** Foreign trace and span ids are kept as given, up to this long. */
export const foreignIdMax = 128;
const foreignId = new RegExp(`^[\\x21-\\x7e]{1,${foreignIdMax}}$`);

export function isForeignId(id: string): boolean {
  return foreignId.test(id);
}

/**
 * The trace of a request: `X-Purser-Trace-Id` wins (422 where it is none), then W3C `traceparent`,
 * of which a malformed one is as none (Trace Context, 3.2.2), else a new one. The parent is that of
 * `traceparent`, where it is of the same trace.
 */
export function traceOf(headers: Pick<Headers, "get">): TraceContext {
  const parent = parseTraceparent(headers.get("traceparent"));
  const named = headers.get("x-purser-trace-id");
  if (named === null) return parent ?? { traceId: newTraceId(), parentSpanId: null };
  if (!isForeignId(named)) {
    const message = `1 to ${foreignIdMax} visible ASCII characters are right.`;
    throw invalid("X-Purser-Trace-Id", message);
  }
  return {
    traceId: named,
    parentSpanId: parent?.traceId === named ? parent.parentSpanId : null,
  };
}

/** As `traceOf`, or null where a request says nothing of a trace. */
export function namedTraceOf(headers: Headers): TraceContext | null {
  const isNamed = headers.has("x-purser-trace-id") || parseTraceparent(headers.get("traceparent"));
  return isNamed ? traceOf(headers) : null;
}

/** Of a `traceparent`; null where it is malformed, which is to be ignored. */
function parseTraceparent(value: string | null): TraceContext | null {
  const match = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/.exec(value ?? "");
  const [, version, traceId = "", parentSpanId = "", more] = match ?? [];
  if (!version || version === "ff" || (version === "00" && more !== undefined)) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(parentSpanId)) return null;
  return { traceId, parentSpanId };
}

/** What a reply says of its trace: our own header, and `traceparent` where both ids are W3C's. */
export function traceHeaders(of: {
  traceId: string;
  spanId: string | null;
}): Record<string, string> {
  const { traceId, spanId } = of;
  const isW3c = /^[0-9a-f]{32}$/.test(traceId) && /^[0-9a-f]{16}$/.test(spanId ?? "");
  return {
    "x-purser-trace-id": traceId,
    ...(isW3c && { traceparent: `00-${traceId}-${spanId}-01` }),
  };
}
