import { invalid } from "../../errors";
import { booleanOf, parseJson, refuseDeep } from "../chat/body";
import { isGiven, isObject, type Json, word } from "../chat/json";
import { notBounded } from "../chat/unbounded";

/** A body of `/v1/messages`, checked as far as the meter needs it. */
export type MessagesBody = {
  /** All of it, as it came. */
  raw: Json;
  model: string;
  messages: Json[];
  stream: boolean;
  outputTokens: number | null;
};

/**
 * Reads a body. What the provider would refuse itself is left to it; what we could not bound or
 * bill is refused.
 * @throws PurserError invalid
 */
export function parseMessagesBody(bytes: Buffer): MessagesBody {
  const raw = parseJson(bytes);
  refuseDeep(raw);
  if (typeof raw.model !== "string" || raw.model === "") {
    throw invalid("", 'The body has a model, its id: {"model": "...", "messages": [...]}.');
  }
  const { messages } = raw;
  if (!Array.isArray(messages) || messages.length === 0) {
    throw invalid("messages", "A list of at least one message is right.");
  }
  for (const [at, message] of messages.entries()) {
    if (!isObject(message) || typeof message.role !== "string") {
      throw invalid(`messages.${at}`, "A message is an object with a role and content.");
    }
  }
  refuseForeign(raw);
  refuseLongCache(raw);
  return {
    raw,
    model: raw.model,
    messages: messages as Json[],
    stream: booleanOf(raw.stream, "stream"),
    outputTokens: limitOf(raw.max_tokens),
  };
}

/** What would be answered by another model, at another price, or for more than is asked. */
function refuseForeign({ service_tier: tier, speed, inference_geo: geo, ...raw }: Json): void {
  if (isGiven(tier) && tier !== "auto" && tier !== "standard_only") {
    throw notBounded("service_tier", "another tier, whose price is another");
  }
  if (isGiven(speed) && speed !== "standard") {
    throw notBounded("speed", "another speed, whose price is another");
  }
  if (isGiven(geo) && geo !== "global") {
    throw notBounded("inference_geo", "another place, whose price is another");
  }
  const { context_management: context, fallbacks, workspace_id: workspace } = raw;
  if (isGiven(workspace)) throw notBounded("workspace_id", "another's account");
  if (isGiven(fallbacks)) throw notBounded("fallbacks", "other models, whose price is another");
  if (!isGiven(context)) return;
  const edits = isObject(context) && Array.isArray(context.edits) ? context.edits : [null];
  for (const edit of edits) {
    if (!isObject(edit) || !word(edit.type).startsWith("clear_")) {
      throw notBounded("context_management", "a summary that the provider writes and bills");
    }
  }
}

/** Priced apart and not counted apart, so it is not asked for (rule 4 of the rules of money). */
function refuseLongCache(raw: Json): void {
  let level: unknown[] = [raw];
  while (level.length > 0) {
    for (const each of level) {
      if (!isObject(each) || !isObject(each.cache_control)) continue;
      const { ttl } = each.cache_control;
      if (isGiven(ttl) && ttl !== "5m") {
        throw invalid(
          "cache_control",
          "A cache of an hour is priced apart. Five minutes are right.",
        );
      }
    }
    level = level.flatMap((each) =>
      typeof each === "object" && each !== null ? Object.values(each) : [],
    );
  }
}

function limitOf(value: unknown): number | null {
  if (!isGiven(value)) return null;
  if (Number.isSafeInteger(value) && (value as number) >= 1) return value as number;
  throw invalid("max_tokens", "A whole number from 1 is right.");
}
