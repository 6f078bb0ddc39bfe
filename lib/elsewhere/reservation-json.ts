import type { findReservation } from "../ledger/open";

export type Found = NonNullable<Awaited<ReturnType<typeof findReservation>>>;

/** A hold for a call that its caller makes, as the API shows it. */
export function reservationJson({ row, reservation }: Found) {
  const { bound, model } = reservation;
  return {
    id: row.id,
    state: row.state,
    model: model.id,
    purpose: row.purpose,
    credits: row.credits,
    input_tokens: row.inputTokensBound,
    max_output_tokens: row.maxOutputTokens,
    /** Where it is more than `max_output_tokens`, there was no room for it. */
    asked_output_tokens: bound.askedOutputTokens,
    expires_at: row.deadlineAt,
    trace_id: row.traceId,
    span_id: row.spanId,
    parent_span_id: row.parentSpanId,
    created_at: row.createdAt,
    closed_at: row.closedAt,
    closed_because: row.closedBecause,
  };
}
