import { isDeeperThan } from "../../depth";
import { jsonWithDigits, keepDigits, losesDigits } from "../../digits";
import { invalid } from "../../errors";
import { parseJson as readJson, refuseNotUtf8 } from "../../http/json";
import { isGiven, isObject, type Json } from "./json";
import { refuseUnbounded, type Unbounded } from "./unbounded";

/** A body of `/v1/chat/completions`, checked as far as the meter needs it. */
export type ChatBody = {
  /** All of it, as it came. */
  raw: Json;
  model: string;
  messages: Json[];
  stream: boolean;
  /** The client wants the usage at the end of its stream. */
  includeUsage: boolean;
  /** The output limit asked for, and the names it goes under. */
  outputTokens: number | null;
  limitNames: LimitName[];
  unbounded: Unbounded;
};

export const limitNames = ["max_tokens", "max_completion_tokens"] as const;
export type LimitName = (typeof limitNames)[number];

/** Deeper than any schema of a tool; what goes through a value level by level fails far below. */
const depthMax = 128;

/**
 * Reads a body. What the provider would refuse itself is left to it; what we could not bound, bill
 * or keep is refused here.
 * @throws PurserError invalid
 */
export function parseChatBody(bytes: Buffer): ChatBody {
  const raw = parseJson(bytes);
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
  const unbounded = refuseUnbounded(raw, messages as Json[]);
  const given = limitNames.filter((name) => isGiven(raw[name]));
  return {
    raw,
    model: raw.model,
    messages: messages as Json[],
    stream: booleanOf(raw.stream, "stream"),
    includeUsage: includesUsage(raw.stream_options),
    outputTokens: given.length === 0 ? null : Math.min(...given.map((name) => limitOf(raw, name))),
    limitNames: given,
    unbounded,
  };
}

/** The JSON object of a body. */
export function parseJson(bytes: Buffer): Json {
  refuseNotUtf8(bytes);
  const text = bytes.toString("utf8");
  const value = readJson(text);
  if (!isObject(value)) throw invalid("", "The body is a JSON object.");
  keepDigits(text, value);
  return value;
}

/** What is translated goes through values, which do not hold all numbers. */
export function refuseLostDigits(raw: Json): void {
  if (!losesDigits(raw)) return;
  throw invalid(
    "",
    "It has a number of more digits than a double holds, and the provider of this model speaks " +
      "another dialect, where it would be another number. Give it as text, or take a model of " +
      "the same dialect.",
  );
}

/** The body as it goes to the provider: its name of the model, our limit, and usage at the end. */
export function upstreamBody(
  { raw, stream, limitNames: given }: ChatBody,
  { model, limit, limitName }: { model: string; limit: number; limitName: LimitName },
): Buffer {
  const changes: Json = { model };
  for (const name of given.length > 0 ? given : [limitName]) changes[name] = limit;
  if (stream) {
    const options = isObject(raw.stream_options) ? raw.stream_options : {};
    changes.stream_options = { ...options, include_usage: true };
  }
  return jsonOf(raw, changes);
}

/** A body as it goes out: what is not changed is as it came, numbers to the last digit. */
export function jsonOf(raw: Json, changes: Json): Buffer {
  try {
    return Buffer.from(jsonWithDigits(raw, changes));
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}

/** All text that a provider counts, for our own count. */
export function countedText({ raw, messages }: ChatBody): string {
  const { tools, functions, response_format } = raw;
  const more = [tools, functions, response_format].filter(isGiven);
  return [...messages.map(textOfMessage), ...more.map((part) => JSON.stringify(part))].join("\n");
}

function textOfMessage({ role: _, content, ...rest }: Json): string {
  const texts: string[] = [];
  if (typeof content === "string") texts.push(content);
  else if (Array.isArray(content)) for (const part of content) texts.push(textOfPart(part));
  if (Object.keys(rest).length > 0) texts.push(JSON.stringify(rest));
  return texts.join("\n");
}

function textOfPart(part: unknown): string {
  if (!isObject(part) || part.type === "image_url") return "";
  return typeof part.text === "string" ? part.text : JSON.stringify(part);
}

function limitOf(raw: Json, name: LimitName): number {
  const value = raw[name];
  if (Number.isSafeInteger(value) && (value as number) >= 1) return value as number;
  throw invalid(name, "A whole number from 1 is right.");
}

function includesUsage(options: unknown): boolean {
  if (!isGiven(options)) return false;
  if (!isObject(options)) throw invalid("stream_options", "An object is right.");
  return booleanOf(options.include_usage, "stream_options.include_usage");
}

export function booleanOf(value: unknown, path: string): boolean {
  if (!isGiven(value)) return false;
  if (typeof value === "boolean") return value;
  throw invalid(path, "true or false is right.");
}

/** Refuses what is nested so deep that reading it level by level would fail. */
export function refuseDeep(value: unknown): void {
  if (isDeeperThan(depthMax, value)) throw tooDeep();
}

function tooDeep() {
  return invalid("", `The body is nested too deep. ${depthMax} levels are fine.`);
}
