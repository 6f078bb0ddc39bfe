import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import type { Model } from "../models/model";
import type { InputBound } from "../pricing/bound";
import { countExactly, type Encoding } from "./count";

type Options = Pick<LanguageModelV3CallOptions, "prompt" | "tools" | "responseFormat">;

/** OpenAI's chat frame as published: of each message with its role, and of the whole. */
const tokensPerMessage = 4;
const tokensPerPrompt = 3;

/** A longer text is not counted: bytes bound it, and the count would take seconds. */
const charsMax = 2_000_000;

/** The tokenizer of OpenAI's own models whose encoding is published; null for all others. */
export function encodingOf({ provider, upstreamId }: Pick<Model, "provider" | "upstreamId">) {
  if (provider !== "openai") return null;
  if (/^(gpt-4o|chatgpt-4o|gpt-4\.1|gpt-4\.5|o\d|gpt-5)/.test(upstreamId)) return "o200k_base";
  return /^gpt-(4|3\.5)(-|$)/.test(upstreamId) ? "cl100k_base" : null;
}

/**
 * A way to a lower bound for the same call, where its text can be counted as the model counts it.
 * Only text without tools and schemas: what those become is not published.
 */
export function tightener(
  model: Pick<Model, "provider" | "upstreamId">,
  { prompt, tools, responseFormat }: Options,
  bound: InputBound,
): (() => Promise<InputBound>) | undefined {
  const encoding = encodingOf(model);
  if (!encoding || tools?.length || bound.extras?.length) return undefined;
  if (responseFormat && responseFormat.type !== "text") return undefined;
  const texts = textsOf(prompt);
  if (!texts || bound.bytes > charsMax) return undefined;
  return async () => {
    const tokens = await countAll(encoding, texts, prompt.length);
    return tokens < bound.tokens ? { ...bound, method: "tokenizer", tokens } : bound;
  };
}

async function countAll(encoding: Encoding, texts: string[], messages: number): Promise<number> {
  let tokens = messages * tokensPerMessage + tokensPerPrompt;
  for (const text of texts) tokens += await countExactly(encoding, text);
  // Where parts meet, what is counted apart may be counted in another way.
  return tokens + Math.max(0, texts.length - messages);
}

/** The texts of a prompt; null where it has more than texts. */
function textsOf(prompt: Options["prompt"]): string[] | null {
  const texts: string[] = [];
  for (const { content } of prompt) {
    if (typeof content === "string") texts.push(content);
    else {
      for (const part of content) {
        if (part.type !== "text") return null;
        texts.push(part.text);
      }
    }
  }
  return texts;
}
