import { tokensFor } from "@/lib/allowances/tokens";
import { aboutCount } from "@/lib/format";
import type { NoticeJson } from "@/lib/notices/list";
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

/** How many messages that is; null where a number would say nothing. */
export function messagesWords(
  { allowance, tone }: Left,
  { messageCredits }: Pick<ChatModel, "messageCredits">,
  hasUsual: boolean,
): string | null {
  if (messageCredits <= 0 || tone === "out") return null;
  const messages = Math.floor(allowance.remainingCredits / messageCredits);
  const usual = hasUsual ? " like your usual ones" : "";
  if (messages === 0) return `less than a message${usual}`;
  if (messages === 1) return `about 1 message${usual && " like your usual one"}`;
  return `about ${aboutCount(messages)} messages${usual}`;
}

/** How much is spent is no news beside the word that nothing is left, and may be less than all. */
export function noticesBeside<N extends Pick<NoticeJson, "threshold" | "allowance">>(
  notices: readonly N[],
  left: Left | null | undefined,
): N[] {
  const isOut = (id: string) => left?.tone === "out" && left.allowance.id === id;
  return notices.filter(({ threshold, allowance }) => threshold >= 100 || !isOut(allowance.id));
}
