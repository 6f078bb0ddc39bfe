import { countRequest } from "../auth/count-request";
import type { Person } from "../auth/viewer";
import { type Attempt, once, rememberStatements } from "../db/once";
import { refuseWhileDraining } from "../draining";
import { invalid, notFound } from "../errors";
import type { TraceContext } from "../http/trace";
import { findReservation } from "../ledger/open";
import { reserve } from "../ledger/reserve";
import { resolveModel } from "../models/offered";
import { allowedPurpose } from "./allowed";
import type { Found } from "./reservation-json";
import type { ReservationInput } from "./schemas";

type Asked = {
  viewer: Person;
  input: ReservationInput;
  /** What the request's headers say; the body's own words win. */
  trace: TraceContext;
  attempt: Attempt | null;
};

/**
 * Takes the hold of a call that its caller makes: over all its allowances, with the output limit
 * lowered to the room. It is theirs to settle or release before it expires.
 * @throws PurserError invalid, forbidden, rate_limited, allowance_exhausted; nothing is kept then
 */
export async function reserveElsewhere(asked: Asked): Promise<Found> {
  const { viewer, input, trace, attempt } = asked;
  const purpose = allowedPurpose(viewer, input);
  const model = resolveModel({ viewer, purpose, model: input.model, elsewhere: true });
  const most = model.maxOutputTokens;
  if (most !== null && input.max_output_tokens > most) {
    throw invalid("max_output_tokens", `"${model.id}" answers in ${most} tokens at most.`);
  }
  const price = model.priceAt(Date.now());
  if (!price) throw invalid("model", `"${model.id}" has no price.`);
  const traceId = input.trace_id ?? trace.traceId;
  const parent = input.parent_span_id ?? (traceId === trace.traceId ? trace.parentSpanId : null);
  const made = async (id: string) => {
    const found = await findReservation(id);
    if (!found) throw notFound("reservation");
    return found;
  };
  return once(attempt, {
    make: async () => {
      refuseWhileDraining();
      await countRequest(viewer);
      const now = Date.now();
      const { id } = await reserve({
        kind: "external",
        call: {
          userId: viewer.userId,
          keyId: viewer.keyId,
          purpose,
          traceId,
          ...(parent !== null && { parentSpanId: parent }),
          origin: "external",
        },
        model: { key: model.key, id: model.id, demo: model.demo },
        price,
        input: { method: "told", bytes: 0, messages: 0, tokens: input.input_tokens },
        outputTokens: input.max_output_tokens,
        deadlineAt: now + input.ttl_seconds * 1000,
        along: { reserve: (reserved) => rememberStatements(attempt, reserved.id) },
        now,
      });
      return made(id);
    },
    made,
  });
}
