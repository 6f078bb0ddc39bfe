import type { LanguageModelV3, LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { type LanguageModelMiddleware, wrapLanguageModel } from "ai";
import type { Reservation } from "../ledger/reservation";
import type { Model } from "../models/model";
import type { Along, CallFor } from "./call";
import { generateCall } from "./generate-call";
import type { CallGroup } from "./group";
import { isCovered, type ReserveLimits, releaseUnused, reserveCall } from "./reserve-call";
import { RunningCall } from "./running-call";
import { streamCall } from "./stream-call";
import { timeLimits } from "./watch";

/**
 * The only way to a provider: a model whose every call is held before and closed after. `reserved`
 * is the hold of the first call, taken with `reserveCall`; each other call takes its own, or is
 * one of `group`.
 */
export function meteredModel(
  model: Model,
  call: CallFor,
  along: Along = {},
  reserved?: Reservation,
  limits?: ReserveLimits,
  group?: CallGroup,
): LanguageModelV3 {
  let given = reserved;
  async function begin(options: LanguageModelV3CallOptions) {
    const first = given;
    given = undefined;
    if (first && !isCovered(first, model, options)) {
      await releaseUnused(first, along);
      throw new Error("A call is larger than what its hold was taken for.");
    }
    if (group) {
      const admitted = await group.admit(model, options, call, along);
      return { ...admitted, endpoint: model.endpoint, options };
    }
    const reservation = first ?? (await reserveCall(model, options, call, along, limits));
    return { reservation, endpoint: model.endpoint, options, along };
  }
  const middleware: LanguageModelMiddleware = {
    specificationVersion: "v3",
    async wrapStream({ params, model: upstream }) {
      const running = new RunningCall(await begin(params), timeLimits());
      return streamCall(running, () => upstream.doStream(running.options));
    },
    async wrapGenerate({ params, model: upstream }) {
      const { totalMs, idleMs } = timeLimits();
      const whole = { firstByteMs: totalMs, idleMs, totalMs };
      const running = new RunningCall(await begin(params), whole);
      return generateCall(running, () => upstream.doGenerate(running.options));
    },
  };
  return wrapLanguageModel({ model: model.provide(), middleware });
}
