import { tokensFor } from "@/lib/allowances/tokens";
import type { Credits } from "@/lib/money";
import {
  defaultOutputTokens,
  holdOf,
  largestOutput,
  leastOutputTokens,
  tokensPerMessage,
} from "@/lib/pricing/bound";
import type { ChatModel } from "./desk";

/** What is sent: the conversation so far, as far as it was answered, and the new prompt. */
export type Sent = {
  system: string | null;
  turns: readonly { prompt: string; text: string }[];
  prompt: string;
};

export type Estimate =
  /** It fits, with `maxOutputTokens` of answer; `lowered` when that is less than was asked for. */
  | {
      kind: "fits";
      holdCredits: Credits;
      maxOutputTokens: number;
      askedOutputTokens: number;
      lowered: boolean;
      /** Bytes do not fit; the server counts the text to the token, which may. */
      near?: true;
      /** Tokens of the model left after, if it costs all that is held; null: they cost nothing. */
      tokensAfter: number | null;
    }
  /** Not even a short answer fits. */
  | { kind: "does-not-fit"; neededCredits: Credits | null; roomCredits: Credits };

/**
 * What a message may cost at most and what is left after, before it is sent. The same bound as
 * the server's (lib/pricing/bound.ts): a byte is at least a token, and the output limit is lowered
 * to the room.
 */
export function estimate(asked: {
  model: ChatModel;
  sent: Sent;
  /** What was asked for as the longest answer, in tokens; null for the usual. */
  outputTokens: number | null;
  roomCredits: Credits;
}): Estimate {
  const { model, sent, roomCredits } = asked;
  const { price } = model;
  const input = inputTokensBound(sent);
  const wanted = asked.outputTokens ?? defaultOutputTokens(model.maxOutputTokens);
  const least = leastOutputTokens(wanted, model.minOutputTokens ?? undefined);
  const limit = largestOutput(price, input, wanted, roomCredits);
  if (model.paid && (limit ?? 0) < wanted && mayFit(asked, wanted)) {
    const fits = { maxOutputTokens: wanted, askedOutputTokens: wanted, lowered: false };
    return { kind: "fits", near: true, holdCredits: roomCredits, tokensAfter: 0, ...fits };
  }
  if (!model.paid || limit === null || limit < least) {
    const neededCredits = holdOf(price, input, least);
    return { kind: "does-not-fit", neededCredits, roomCredits };
  }
  const holdCredits = holdOf(price, input, limit) ?? roomCredits;
  return {
    kind: "fits",
    holdCredits,
    maxOutputTokens: limit,
    askedOutputTokens: wanted,
    lowered: limit < wanted,
    tokensAfter: tokensFor(roomCredits - holdCredits, price.output),
  };
}

/** Of the densest text that people write, a token has at most so many bytes. */
const bytesPerTokenMost = 5;

/** Whether a whole answer may fit once the text is counted as the model counts it. */
function mayFit({ model, sent, roomCredits }: Parameters<typeof estimate>[0], wanted: number) {
  if (!model.counted) return false;
  const fewest = Math.ceil(inputTokensBound(sent) / bytesPerTokenMost);
  return (largestOutput(model.price, fewest, wanted, roomCredits) ?? 0) >= wanted;
}

const encoder = new TextEncoder();

/** The most input tokens of what is sent: the bytes of its JSON and a frame for each message. */
export function inputTokensBound(sent: Sent): number {
  const messages = messagesOf(sent);
  const bytes = encoder.encode(JSON.stringify(messages)).length;
  return bytes + messages.length * tokensPerMessage;
}

/** As the server sends it (lib/conversations/history.ts): turns without an answer are left out. */
function messagesOf({ system, turns, prompt }: Sent) {
  const text = (role: string, words: string) => ({
    role,
    content: [{ type: "text", text: words }],
  });
  return [
    ...(system ? [{ role: "system", content: system }] : []),
    ...turns
      .filter((turn) => turn.text)
      .flatMap((turn) => [text("user", turn.prompt), text("assistant", turn.text)]),
    text("user", prompt),
  ];
}

/** An answer shorter than this is not worth offering another model for. */
const worthOffering = 200;

/**
 * The model to offer when the room is small: of those that fit with a whole answer, the one whose
 * price is nearest to the chosen one's, so that as little as possible is given up. Where the chosen
 * one does not fit at all, one that can write a shorter answer will do.
 */
export function cheaperModel(asked: {
  models: readonly ChatModel[];
  chosen: ChatModel;
  chosenFits: boolean;
  sent: Sent;
  outputTokens: number | null;
  roomOf: (model: ChatModel) => Credits;
}): { model: ChatModel; estimate: Extract<Estimate, { kind: "fits" }> } | null {
  const { models, chosen, chosenFits, sent, outputTokens, roomOf } = asked;
  const fitting = models
    .filter((model) => model.id !== chosen.id && !model.demo)
    .filter((model) => model.price.output <= chosen.price.output)
    .sort((a, b) => b.price.output - a.price.output)
    .flatMap((model) => {
      const found = estimate({ model, sent, outputTokens, roomCredits: roomOf(model) });
      return found.kind === "fits" ? [{ model, estimate: found }] : [];
    });
  const whole = fitting.find((each) => !each.estimate.lowered);
  if (whole || chosenFits) return whole ?? null;
  const longest = fitting.sort(
    (a, b) => b.estimate.maxOutputTokens - a.estimate.maxOutputTokens,
  )[0];
  return longest && longest.estimate.maxOutputTokens >= worthOffering ? longest : null;
}
