import { tokensFor } from "@/lib/allowances/tokens";
import { type MeterTone, meterTone } from "../ui/meter";
import type { ChatModel, DeskAllowance } from "./desk";
import { tightest } from "./desk";

/** What is left of the allowance that binds a model, in its tokens. */
export type Left = {
  allowance: DeskAllowance;
  /** Null: as many as one likes, because they cost nothing. */
  tokens: number | null;
  tone: MeterTone;
};

/** Null where no allowance pays for the model. */
export function leftOf(model: ChatModel, allowances: readonly DeskAllowance[]): Left | null {
  const allowance = tightest(model, allowances);
  if (!allowance || !model.paid) return null;
  const tokens = tokensFor(allowance.remainingCredits, model.price.output);
  const tone =
    tokens === 0 ? "out" : meterTone(allowance.remainingCredits, allowance.amountCredits);
  return { allowance, tokens, tone };
}

export const toneInk = { plenty: "text-ink", low: "text-warn", out: "text-danger" };
