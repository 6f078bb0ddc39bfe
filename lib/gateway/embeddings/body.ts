import { invalid } from "../../errors";
import { parseJson } from "../chat/body";
import { isGiven, type Json } from "../chat/json";
import { notBounded } from "../chat/unbounded";

/** A body of `/v1/embeddings`, checked as far as the meter needs it. */
export type EmbeddingsBody = {
  /** All of it, as it came. */
  raw: Json;
  model: string;
  /** The texts, as far as there are any. */
  texts: string[];
  /** Token ids. */
  tokens: number;
  /** Texts and lists of ids. */
  inputs: number;
};

const inputsMax = 2048;
/** More than any model has. */
const dimensionsMax = 65_536;

/** Where others of its dialect have what OpenAI has not, and what would be read elsewhere. */
const foreign = ["images", "models", "route", "plugins"];

/** @throws PurserError invalid */
export function parseEmbeddingsBody(bytes: Buffer): EmbeddingsBody {
  const raw = parseJson(bytes);
  if (typeof raw.model !== "string" || raw.model === "") {
    throw invalid("", 'The body has a model, its id: {"model": "...", "input": "..."}.');
  }
  for (const name of foreign) {
    if (raw[name] !== undefined) throw notBounded(name, "more than the input's own text");
  }
  const { dimensions } = raw;
  const size = isGiven(dimensions) ? dimensions : 1;
  if (!Number.isSafeInteger(size) || (size as number) < 1 || (size as number) > dimensionsMax) {
    throw invalid("dimensions", `A whole number from 1 to ${dimensionsMax} is right.`);
  }
  return { raw, model: raw.model, ...inputOf(raw.input) };
}

function inputOf(input: unknown): Pick<EmbeddingsBody, "texts" | "tokens" | "inputs"> {
  if (typeof input === "string") return { texts: [input], tokens: 0, inputs: 1 };
  const list = Array.isArray(input) ? (input as unknown[]) : [];
  if (list.length === 0) throw wrongInput();
  if (isTokens(list)) return { texts: [], tokens: list.length, inputs: 1 };
  if (list.length > inputsMax) throw invalid("input", `${inputsMax} inputs are the most.`);
  const texts = list.filter((one) => typeof one === "string");
  const ids = list.filter((one) => Array.isArray(one) && isTokens(one)) as number[][];
  if (texts.length + ids.length < list.length) throw wrongInput();
  const tokens = ids.reduce((sum, one) => sum + one.length, 0);
  return { texts, tokens, inputs: list.length };
}

function isTokens(list: unknown[]): boolean {
  return list.length > 0 && list.every((id) => Number.isSafeInteger(id) && (id as number) >= 0);
}

function wrongInput() {
  return invalid("input", "A text, a list of texts, or lists of token ids are right.");
}
