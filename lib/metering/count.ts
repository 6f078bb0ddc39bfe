import type { LanguageModelV3CallOptions, LanguageModelV3Prompt } from "@ai-sdk/provider";
import { one } from "../one";

type Count = (text: string) => number;

/** Slices are counted one by one: the tokenizer's time grows with the square of a long word. */
const sliceChars = 512;
/** How long the event loop is held at most before others get a turn (ms). */
const burstMs = 8;
/** Of a longer text this much is counted and the rest is taken to be like it. */
const countedCharsMax = 256 * 1024;
/** The frame of a message and of a whole prompt, as OpenAI's chat format has it. */
const tokensPerMessage = 4;
const tokensPerPrompt = 3;

export type Encoding = "o200k_base" | "cl100k_base";

/** Loaded on first use: it takes 0.2 s and 70 MB, and most calls are counted by their provider. */
function tokenizer(encoding: Encoding): Promise<Count> {
  return one(`tokenizer:${encoding}`, async () => {
    const asText = { disallowedSpecial: new Set<string>() };
    const { countTokens } =
      encoding === "o200k_base"
        ? await import("gpt-tokenizer/encoding/o200k_base")
        : await import("gpt-tokenizer/encoding/cl100k_base");
    return (text: string) => countTokens(text, asText);
  });
}

/** Our own count of a text's tokens (o200k); a token more or less where it was cut to count. */
export async function countTokens(text: string): Promise<number> {
  if (text === "") return 0;
  const counted = text.slice(0, countedCharsMax);
  const { tokens } = await countSlices("o200k_base", counted);
  if (counted.length === text.length) return tokens;
  return Math.ceil((tokens * text.length) / counted.length);
}

/** Not less than what the model counts: one more for each cut inside a word. */
export async function countExactly(encoding: Encoding, text: string): Promise<number> {
  const { tokens, cuts } = await countSlices(encoding, text);
  return tokens + cuts;
}

/** Counts slice by slice, and gives others a turn in between. */
async function countSlices(encoding: Encoding, text: string) {
  if (text === "") return { tokens: 0, cuts: 0 };
  const count = await tokenizer(encoding);
  let tokens = 0;
  let cuts = 0;
  let burst = performance.now();
  for (let at = 0; at < text.length; ) {
    const end = sliceEnd(text, at);
    if (end < text.length && text[end] !== " ") cuts += 1;
    tokens += count(text.slice(at, end));
    at = end;
    if (performance.now() - burst > burstMs) {
      await new Promise((resolve) => setImmediate(resolve));
      burst = performance.now();
    }
  }
  return { tokens, cuts };
}

/** Where a slice from `at` ends: before a space where there is one, never within a character. */
function sliceEnd(text: string, at: number): number {
  const end = at + sliceChars;
  if (end >= text.length) return text.length;
  const space = text.lastIndexOf(" ", end);
  if (space > at + sliceChars / 2) return space;
  const code = text.charCodeAt(end);
  return code >= 0xdc00 && code <= 0xdfff ? end + 1 : end;
}

/** Our own count of a call's input. */
export async function countInput(
  options: Pick<LanguageModelV3CallOptions, "prompt" | "tools" | "responseFormat">,
): Promise<number> {
  const { prompt, tools, responseFormat } = options;
  const schemas = [tools, responseFormat].filter((part) => part !== undefined);
  const texts = [...promptTexts(prompt), ...schemas.map((part) => JSON.stringify(part))];
  const tokens = await countTokens(texts.join("\n"));
  return tokens + prompt.length * tokensPerMessage + tokensPerPrompt;
}

function promptTexts(prompt: LanguageModelV3Prompt): string[] {
  return prompt.flatMap(({ content }) => {
    if (typeof content === "string") return [content];
    return content.map((part) =>
      part.type === "text" || part.type === "reasoning" ? part.text : JSON.stringify(part),
    );
  });
}

/**
 * Our own count of an answer while it comes. A token is at least a byte, so nothing is counted
 * until the bytes that are not counted yet could reach a limit.
 */
export class RunningCount {
  /** Pieces that the provider sent, each a token at least. */
  pieces = 0;
  #counted = 0;
  #pending: string[] = [];
  #pendingBytes = 0;

  add(text: string, pieces = 1): void {
    if (text === "") return;
    this.pieces += pieces;
    this.#pending.push(text);
    this.#pendingBytes += Buffer.byteLength(text, "utf8");
  }

  /** False at once where the count cannot be above `limit` yet. */
  isOver(limit: number): false | Promise<boolean> {
    if (this.#counted + this.#pendingBytes <= limit) return false;
    return this.total().then((tokens) => tokens > limit);
  }

  async total(): Promise<number> {
    const text = this.#pending.join("");
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#counted += await countTokens(text);
    return this.#counted;
  }
}
