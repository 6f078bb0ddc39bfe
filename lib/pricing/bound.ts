import { type Credits, creditsRoundedUp, ratePerCredit } from "../money";
import { fullRates, tierAt, times } from "./cost";
import type { Price } from "./price";

/** Tokens a message may add beyond the bytes of its text (role, separators). */
export const tokensPerMessage = 16;

/** Output limit of a chat call that asks for none; a model's smaller maximum wins. */
export const chatOutputTokens = 4096;

/** An answer shorter than this is of no use to most, unless less was asked for. */
export const usefulOutputTokens = 16;

/** Most input tokens a call can have, and what that was made of. */
export type InputBound = {
  /**
   * `bytes`: a token is at least a byte, so bytes bound tokens for any tokenizer. `told`: by
   * whoever makes the call.
   */
  method: "bytes" | "told";
  bytes: number;
  messages: number;
  tokens: number;
};

/** How a hold was bounded, kept for the receipt. */
export type Bound = {
  input: InputBound;
  /** The output limit asked for (or the default), and the one the call got. */
  askedOutputTokens: number;
  maxOutputTokens: number;
  /** The tier the input bound falls in; null for none. */
  tier: number | null;
};

/** What of a call's options reaches the provider as input. */
type Sent = { prompt: readonly unknown[]; tools?: unknown; responseFormat?: unknown };

export function inputBound({ prompt, tools, responseFormat }: Sent): InputBound {
  const bytes = bytesOf(prompt) + bytesOf(tools) + bytesOf(responseFormat);
  const messages = prompt.length;
  return { method: "bytes", bytes, messages, tokens: bytes + messages * tokensPerMessage };
}

function bytesOf(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value), "utf8");
}

/** The output limit when none is asked for. */
export function defaultOutputTokens(modelMax: number | null, preset = chatOutputTokens): number {
  return Math.min(modelMax ?? preset, preset);
}

/** The limit below which a call is refused instead of lowered. */
export function leastOutputTokens(asked: number, useful = usefulOutputTokens): number {
  return Math.min(useful, asked);
}

/**
 * Most that `inputTokens` of input and `outputTokens` of output can cost, in credits; null above
 * 2^53 - 1. Any split of the input over its buckets and any smaller input is covered, also where
 * a lower tier is the dearer one.
 */
export function holdOf(price: Price, inputTokens: number, outputTokens: number): Credits | null {
  let dearest = 0n;
  for (const { input, outputRate } of scenarios(price, inputTokens)) {
    const cost = input + times(outputTokens, outputRate);
    if (cost > dearest) dearest = cost;
  }
  const nameable = dearest <= BigInt(Number.MAX_SAFE_INTEGER) * ratePerCredit;
  return nameable ? creditsRoundedUp(dearest) : null;
}

/** The largest output limit up to `asked` whose hold fits `room` credits; null when none does. */
export function largestOutput(
  price: Price,
  inputTokens: number,
  asked: number,
  room: Credits,
): number | null {
  // Rounded up, a sum is at most `room` credits exactly when it is at most this.
  const most = BigInt(room) * ratePerCredit;
  let limit = BigInt(asked);
  for (const { input, outputRate } of scenarios(price, inputTokens)) {
    if (input > most) return null;
    if (outputRate === 0) continue;
    const fits = (most - input) / BigInt(outputRate);
    if (fits < limit) limit = fits;
  }
  return Number(limit);
}

/** The tier that the bound of the input falls in. */
export function boundTier(price: Price, inputTokens: number): number | null {
  return tierAt(price, inputTokens).tier;
}

/** For each tier that input up to the bound can fall in: its dearest input, and its output rate. */
function scenarios(price: Price, inputTokens: number) {
  const reached = [price, ...price.tiers.filter((t) => inputTokens > t.aboveInputTokens)];
  return reached.map((rates, at) => {
    const next = price.tiers[at];
    const tokens = next ? Math.min(inputTokens, next.aboveInputTokens) : inputTokens;
    const { input, cachedInput, cacheWrite, output } = fullRates(rates);
    return {
      input: times(tokens, Math.max(input, cachedInput, cacheWrite)),
      outputRate: output,
    };
  });
}
