import { invalid } from "../../errors";
import { booleanOf, parseJson, refuseDeep } from "../chat/body";
import { isGiven, isObject, type Json } from "../chat/json";
import { notBounded, refuseForeign } from "../chat/unbounded";

/** A body of `/v1/responses`, checked as far as the meter needs it. */
export type ResponsesBody = {
  /** All of it, as it came. */
  raw: Json;
  model: string;
  /** The input as items. */
  items: Json[];
  stream: boolean;
  outputTokens: number | null;
};

/** Nothing is kept here or at the provider, so nothing kept can be gone on with. */
const stored: Record<string, string> = {
  previous_response_id: "an earlier response",
  conversation: "a conversation that the provider keeps",
  prompt: "a prompt that the provider keeps",
};

/**
 * Reads a body. What the provider would refuse itself is left to it; what we could not bound, bill
 * or keep is refused.
 * @throws PurserError invalid
 */
export function parseResponsesBody(bytes: Buffer): ResponsesBody {
  const raw = parseJson(bytes);
  refuseDeep(raw);
  if (typeof raw.model !== "string" || raw.model === "") {
    throw invalid("", 'The body has a model, its id: {"model": "...", "input": "..."}.');
  }
  refuseKept(raw);
  refuseForeign(raw);
  return {
    raw,
    model: raw.model,
    items: itemsOf(raw.input),
    stream: booleanOf(raw.stream, "stream"),
    outputTokens: limitOf(raw.max_output_tokens),
  };
}

/** What the provider would run, sell or read beside the answer. */
const beside: Record<string, string> = {
  context_management: "a summary that the provider writes and bills",
  image: "images, whose price is another",
  moderation: "a moderation that the provider runs",
  access_programs: "access of another kind, whose price may be another",
};

function refuseKept(raw: Json): void {
  for (const [name, what] of Object.entries(stored)) {
    if (!isGiven(raw[name])) continue;
    throw invalid(
      name,
      `This asks for ${what}. None is kept, so it is refused. Send all of the input with each call.`,
    );
  }
  if (booleanOf(raw.background, "background")) {
    throw invalid("background", "A call answers while its client waits. Leave background out.");
  }
  if (booleanOf(raw.store, "store")) {
    throw invalid("store", "No response is kept at the provider. Leave store out, or say false.");
  }
  for (const [name, what] of Object.entries(beside)) {
    if (isGiven(raw[name])) throw notBounded(name, what);
  }
  const cache = raw.prompt_cache_options;
  if (!isObject(cache)) return;
  if (isGiven(cache.ttl) && cache.ttl !== "30m") {
    throw notBounded("prompt_cache_options.ttl", "a longer cache, whose price may be another");
  }
  if (isGiven(cache.comparison_response_id)) {
    throw invalid("prompt_cache_options", "No response is kept, so there is none to compare.");
  }
}

function itemsOf(input: unknown): Json[] {
  if (typeof input === "string") return [{ role: "user", content: input }];
  if (!Array.isArray(input) || input.length === 0) {
    throw invalid("input", "Text, or a list of at least one item, is right.");
  }
  for (const [at, item] of input.entries()) {
    const known =
      isObject(item) && (typeof item.type === "string" || typeof item.role === "string");
    if (!known) throw invalid(`input.${at}`, "An item is an object with a type or a role.");
  }
  return input as Json[];
}

function limitOf(value: unknown): number | null {
  if (!isGiven(value)) return null;
  if (Number.isSafeInteger(value) && (value as number) >= 1) return value as number;
  throw invalid("max_output_tokens", "A whole number from 1 is right.");
}
