import { type Credits, creditsRoundedUp, ratePerCredit } from "../money";
import { fullRates, tierAt, times } from "./cost";
import type { Price } from "./price";

/** Tokens a message may add beyond the bytes of its text (role, separators). */
export const tokensPerMessage = 16;

/** Output limit of a chat call that asks for none; a model's smaller maximum wins. */
export const chatOutputTokens = 4096;

/** An answer shorter than this is of no use to most, unless less was asked for. */
export const usefulOutputTokens = 16;

/** What a model's provider may read or add that bytes do not bound. */
export const ceilingNames = [
  "image",
  "file",
  "remote_image",
  "remote_file",
  "stored_file",
  "hosted_tools",
] as const;
export type CeilingName = (typeof ceilingNames)[number];

/** Most input tokens of one image or file, or of all hosted tools of a call, as declared. */
export type Ceilings = Partial<Record<CeilingName, number>>;

/** Input that is not text. `by` says where its bound comes from. */
export type Extra = {
  what: CeilingName | "tools";
  by: "rule" | "ceiling" | "bytes";
  /** How many of them, together so many bytes on the wire and so many tokens at most. */
  count: number;
  bytes: number;
  tokens: number;
};

/** Most input tokens a call can have, and what that was made of. */
export type InputBound = {
  /**
   * `bytes`: a token is at least a byte, so bytes bound tokens for any tokenizer. `tokenizer`:
   * the text was counted as the model does, which is never more. `told`: by whoever makes the call.
   */
  method: "bytes" | "tokenizer" | "told";
  /** Bytes of all text, and messages. */
  bytes: number;
  messages: number;
  extras?: Extra[];
  tokens: number;
};

/** Bytes sent + 16 a message: what rule 8 believes of an input, before its slack. */
export function sentBound({ bytes, messages, extras = [] }: InputBound): number {
  const more = extras.reduce((sum, extra) => sum + extra.bytes, 0);
  return bytes + more + messages * tokensPerMessage;
}

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

/** The bound of a call by its bytes, and by `extras` for what of it is no text. */
export function inputBound(sent: Sent, extras: Extra[] = []): InputBound {
  const { prompt, tools, responseFormat } = sent;
  const bytes = bytesOf(prompt) + bytesOf(tools) + bytesOf(responseFormat);
  const messages = prompt.length;
  const more = extras.reduce((sum, extra) => sum + extra.tokens, 0);
  const tokens = bytes + messages * tokensPerMessage + more;
  return { method: "bytes", bytes, messages, tokens, ...(extras.length > 0 && { extras }) };
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
