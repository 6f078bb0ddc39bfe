import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { env } from "../env";
import { invalid } from "../errors";
import { close } from "../ledger/close";
import type { Reservation } from "../ledger/reservation";
import { reserve } from "../ledger/reserve";
import type { Model } from "../models/model";
import { chatOutputTokens, defaultOutputTokens } from "../pricing/bound";
import type { Along, CallFor } from "./call";
import { boundInput } from "./input-bound";
import { tightener } from "./tighten";

export type ReserveLimits = {
  /** The output limit of a call that asks for none; the model's smaller maximum wins. */
  defaultOutputTokens?: number;
};

/** Beyond the longest that a call may take, so that a live one is never swept (ms). */
export const deadlineSlackMs = 120_000;

/**
 * Takes the hold of a call before anything is sent: its upper bound, over all allowances that it
 * counts down, together with what the caller writes along. 402 where the room does not reach for
 * a useful answer, 422 for what cannot be priced or bounded.
 */
export async function reserveCall(
  model: Model,
  options: LanguageModelV3CallOptions,
  call: CallFor,
  along?: Along,
  limits: ReserveLimits = {},
): Promise<Reservation> {
  const input = boundInput(model, options);
  const now = Date.now();
  const price = model.priceAt(now);
  if (!price) {
    const message = `${model.id} has no price, so it cannot be called. An admin can give it one.`;
    throw invalid("model", message);
  }
  const reservation = await reserve({
    call,
    model: { key: model.key, id: model.id, demo: model.demo },
    price,
    input,
    tighten: tightener(model, options, input),
    outputTokens: askedOutputTokens(model, options, limits),
    leastOutputTokens: model.minOutputTokens ?? undefined,
    deadlineAt: now + env().PURSER_TOTAL_SECONDS * 1000 + deadlineSlackMs,
    along,
    now,
  });
  promptOf.set(reservation, options.prompt);
  return reservation;
}

/** What a hold was taken for, so that the usual case need not be measured twice. */
const promptOf = new WeakMap<Reservation, LanguageModelV3CallOptions["prompt"]>();

/** Whether a hold bounds a call of its model with these options too. */
export function isCovered(
  reservation: Reservation,
  model: Model,
  options: LanguageModelV3CallOptions,
): boolean {
  const prompt = promptOf.get(reservation);
  if (prompt === options.prompt && !options.tools) return true;
  const { input } = reservation.bound;
  const bound = boundInput(model, options);
  if (input.method === "bytes") return bound.tokens <= input.tokens;
  // Other text of as many bytes may be more tokens: only the text that was counted is covered.
  return bound.bytes === input.bytes && JSON.stringify(prompt) === JSON.stringify(options.prompt);
}

/** Gives a hold back whose call will not be made. */
export async function releaseUnused(reservation: Reservation, along?: Along): Promise<void> {
  const message = "Nothing was sent and nothing was charged.";
  await close(
    reservation,
    {
      state: "released",
      because: "not called",
      outcome: "failed",
      finishReason: "error",
      error: () => ({ code: "unavailable", message }),
      counts: { uncachedInput: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 },
      charge: "nothing",
      reachedWire: false,
      usageSource: "provider",
      reported: null,
      alert: null,
      resolvedModel: null,
      durationMs: 0,
      firstTokenMs: null,
    },
    along,
  );
}

/** The output limit that is asked for, or the default. */
export function askedOutputTokens(
  model: Pick<Model, "maxOutputTokens">,
  options: Pick<LanguageModelV3CallOptions, "maxOutputTokens">,
  limits: ReserveLimits = {},
): number {
  const most = model.maxOutputTokens ?? Number.MAX_SAFE_INTEGER;
  const preset = limits.defaultOutputTokens ?? chatOutputTokens;
  const asked = options.maxOutputTokens ?? defaultOutputTokens(model.maxOutputTokens, preset);
  return Math.max(1, Math.min(asked, most));
}
