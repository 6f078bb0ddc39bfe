import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { env } from "../env";
import { invalid, PurserError } from "../errors";
import { newId, newSpanId } from "../ids";
import { settleGroup } from "../ledger/group";
import type { Reservation } from "../ledger/reservation";
import { reserve } from "../ledger/reserve";
import type { Model } from "../models/model";
import type { Credits } from "../money";
import { boundTier, holdOf, largestOutput, leastOutputTokens } from "../pricing/bound";
import type { Along, CallFor } from "./call";
import { boundInput } from "./input-bound";
import { askedOutputTokens, reserveCall } from "./reserve-call";

/** Beyond what its calls may take, so that a live group is never swept (ms). */
const groupMs = 60 * 60_000;

/**
 * Several calls under one hold, settled together. Each is admitted by itself: while it fits what
 * is left of the group's hold it needs no other, else it takes one of its own; where there is no
 * room for that, its answer is limited to what is left, or it is refused.
 */
export class CallGroup {
  readonly #hold: Reservation;
  /** What ended calls cost, and what those under way may cost at most. */
  #spent: Credits = 0;
  #underWay: Credits = 0;

  private constructor(hold: Reservation) {
    this.#hold = hold;
  }

  /** Holds `credits` over all allowances of the call; 402 where there is no room for them. */
  static async open(asked: { model: Model; call: CallFor; credits: Credits }): Promise<CallGroup> {
    const { model, call, credits } = asked;
    const now = Date.now();
    const price = model.priceAt(now);
    if (!price) throw invalid("model", `${model.id} has no price, so it cannot be called.`);
    const hold = await reserve({
      kind: "group",
      call,
      credits,
      model: { key: model.key, id: model.id, demo: model.demo },
      price,
      input: { method: "bytes", bytes: 0, messages: 0, tokens: 0 },
      outputTokens: 1,
      deadlineAt: now + groupMs + env().PURSER_TOTAL_SECONDS * 1000,
      now,
    });
    return new CallGroup(hold);
  }

  get id(): string {
    return this.#hold.id;
  }

  /** What is left for further calls. */
  get leftCredits(): Credits {
    return this.#hold.credits - this.#spent - this.#underWay;
  }

  /** Admits a call: within the group, else under a hold of its own. */
  async admit(
    model: Model,
    options: LanguageModelV3CallOptions,
    call: CallFor,
    along?: Along,
  ): Promise<{ reservation: Reservation; along: Along }> {
    const fitting = this.#fit(model, options, call);
    if (fitting && !fitting.lowered) return this.#within(fitting, along);
    try {
      return { reservation: await reserveCall(model, options, call, along), along: along ?? {} };
    } catch (error) {
      const isFull = error instanceof PurserError && error.code === "allowance_exhausted";
      if (!isFull || !fitting) throw error;
      return this.#within(fitting, along);
    }
  }

  #within(within: Reservation, along: Along | undefined) {
    this.#underWay += within.credits;
    const ended: Along = {
      ...along,
      closed: (closed, results) => {
        this.#underWay -= within.credits;
        this.#spent += closed.costCredits;
        along?.closed?.(closed, results);
      },
    };
    return { reservation: within, along: ended };
  }

  #fit(model: Model, options: LanguageModelV3CallOptions, call: CallFor): Reservation | null {
    const now = Date.now();
    const price = model.priceAt(now);
    // An allowance may be for one model alone, so another one is no part of this hold.
    if (!price || model.key !== this.#hold.model.key) return null;
    const input = boundInput(model, options);
    const asked = askedOutputTokens(model, options);
    const limit = largestOutput(price, input.tokens, asked, Math.max(0, this.leftCredits));
    const least = leastOutputTokens(asked, model.minOutputTokens ?? undefined);
    if (limit === null || limit < least) return null;
    const credits = holdOf(price, input.tokens, limit);
    if (credits === null || credits > this.leftCredits) return null;
    const tier = boundTier(price, input.tokens);
    return {
      ...this.#hold,
      id: newId(),
      groupId: this.#hold.id,
      kind: "call",
      spanId: newSpanId(),
      call,
      credits,
      inputTokensBound: input.tokens,
      maxOutputTokens: limit,
      lowered: limit < asked,
      price,
      bound: { input, askedOutputTokens: asked, maxOutputTokens: limit, tier },
      createdAt: now,
    };
  }

  /** Charges what its calls cost and gives the rest back; twice is fine. */
  async settle(): Promise<void> {
    const state = this.#spent > 0 ? "settled" : "released";
    await settleGroup(this.#hold, { state, because: "all of its calls have ended" });
  }
}
