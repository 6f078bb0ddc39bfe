import { env } from "../env";
import { invalid } from "../errors";
import type { Reservation } from "../ledger/reservation";
import { reserve } from "../ledger/reserve";
import type { Model } from "../models/model";
import { tokensPerMessage } from "../pricing/bound";
import type { Along, CallFor } from "./call";
import { askedOutputTokens, deadlineSlackMs } from "./reserve-call";

/** A request that goes out as it is, as far as its hold needs to know. */
export type Sent = {
  /** Of all that is read as text: a token is at least a byte. */
  bytes: number;
  messages: number;
  /** Most tokens of what bytes do not bound, such as images. */
  moreTokens: number;
  /** The output limit asked for; null: the model's own, or `defaultOutputTokens`. */
  outputTokens: number | null;
  defaultOutputTokens: number;
};

/**
 * Takes the hold of a request in the provider's own dialect. 402 where the room does not reach
 * for a useful answer, 422 without a price.
 */
export function reserveWire(
  model: Model,
  { outputTokens, defaultOutputTokens, ...input }: Sent,
  call: CallFor,
  along: Along,
): Promise<Reservation> {
  const asked = { maxOutputTokens: outputTokens ?? undefined };
  const limit = askedOutputTokens(model, asked, { defaultOutputTokens });
  return reserveSent(model, input, limit, { call, along });
}

/** The same of a request to which nothing is written as an answer. */
export function reserveInput(
  model: Model,
  input: Pick<Sent, "bytes" | "messages" | "moreTokens">,
  call: CallFor,
  along: Along,
): Promise<Reservation> {
  return reserveSent(model, input, 0, { call, along });
}

function reserveSent(
  model: Model,
  { bytes, messages, moreTokens }: Pick<Sent, "bytes" | "messages" | "moreTokens">,
  outputTokens: number,
  { call, along }: { call: CallFor; along: Along },
): Promise<Reservation> {
  const now = Date.now();
  const price = model.priceAt(now);
  if (!price) throw invalid("model", `${model.id} has no price, so it cannot be called.`);
  const tokens = bytes + messages * tokensPerMessage + moreTokens;
  return reserve({
    call,
    model: { key: model.key, id: model.id, demo: model.demo },
    price,
    input: { method: "bytes", bytes, messages, tokens },
    outputTokens,
    leastOutputTokens: model.minOutputTokens ?? undefined,
    deadlineAt: now + env().PURSER_TOTAL_SECONDS * 1000 + deadlineSlackMs,
    along,
    now,
  });
}
