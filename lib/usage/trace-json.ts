import type { Trace, TraceSpan } from "./trace";

/** A trace as the API shows it (http-api.md, "Usage and traces"), and as the interface draws it. */
export function traceJson({ traceId, userId, spans, total, unpricedCalls }: Trace) {
  return {
    trace_id: traceId,
    actor_id: userId,
    cost_credits: total.costCredits,
    input_tokens: total.inputTokens,
    output_tokens: total.outputTokens,
    unpriced_calls: unpricedCalls,
    spans: spans.map(spanJson),
  };
}

export type TraceJson = ReturnType<typeof traceJson>;

/** Figures of its own are null for a span that is no call; nothing is not zero. */
function spanJson({ call, total, ...span }: TraceSpan) {
  const input =
    call && call.counts.uncachedInput + call.counts.cachedInput + call.counts.cacheWrite;
  return {
    span_id: span.spanId,
    parent_span_id: span.parentSpanId,
    depth: span.depth,
    name: span.name,
    purpose: call?.purpose ?? null,
    model: call?.model ?? null,
    usage_id: call?.id ?? null,
    conversation_id: call?.conversationId ?? null,
    origin: call?.origin ?? null,
    cost_credits: call?.costCredits ?? null,
    total_cost_credits: total.costCredits,
    input_tokens: input,
    cached_input_tokens: call?.counts.cachedInput ?? null,
    cache_write_tokens: call?.counts.cacheWrite ?? null,
    total_input_tokens: total.inputTokens,
    output_tokens: call?.counts.output ?? null,
    reasoning_tokens: call?.counts.reasoning ?? null,
    total_output_tokens: total.outputTokens,
    usage_source: call?.usageSource ?? null,
    overrun: call?.overrun ?? false,
    demo: call?.demo ?? false,
    started_at: span.startedAt,
    duration_ms: span.durationMs,
  };
}
