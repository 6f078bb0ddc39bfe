import type {
  JSONArray,
  LanguageModelV3FinishReason,
  LanguageModelV3Usage,
} from "@ai-sdk/provider";
import { isDeeperThan } from "../../depth";
import { ProviderError } from "../provider-error";

/** Untrusted JSON of a provider. */
export type Json = { [member: string]: unknown };

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function noSense(what: string): ProviderError {
  return new ProviderError("broken", `The provider sent ${what}.`);
}

const depthMax = 128;
/** Less than this is not so deep that it matters. */
const shallowChars = 4000;

/** What goes down the levels of a value, such as making its JSON, fails at some thousands. */
export function isTooDeep(value: unknown): boolean {
  return isDeeperThan(depthMax, value);
}

/** One event's JSON; `broken` where it is none, or no object. */
export function parseEvent(data: string, what = "an event"): Json {
  let value: unknown;
  try {
    // Some servers begin with a byte order mark, which RFC 8259 lets a reader pass over.
    value = JSON.parse(data.startsWith("\uFEFF") ? data.slice(1) : data);
  } catch {
    throw noSense(`${what} that is not JSON`);
  }
  if (!isObject(value)) throw noSense(`${what} that is no part of an answer`);
  if (data.length > shallowChars && isTooDeep(value)) {
    throw noSense(`${what} that is nested too deep`);
  }
  return value;
}

/** A whole reply's JSON, likewise. */
export function parseReply(text: string): Json {
  return parseEvent(text, "a reply");
}

/** The first choice (index 0) of a chunk or reply; null where there is none. */
export function firstChoice(chunk: Json): Json | null {
  const { choices } = chunk;
  if (choices === undefined || choices === null) return null;
  if (!Array.isArray(choices)) throw noSense("an event that is no part of an answer");
  for (const choice of choices as unknown[]) {
    if (!isObject(choice)) throw noSense("an event that is no part of an answer");
    if (choice.index === undefined || choice.index === 0) return choice;
  }
  return null;
}

/** Text of a delta or message: a string, or text parts. NULs and lone halves become U+FFFD. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  if (!Array.isArray(value)) throw noSense("an answer that is no text");
  return value.map(partText).join("");
}

function partText(part: unknown): string {
  if (isObject(part) && part.type === "text" && typeof part.text === "string") return part.text;
  throw noSense("an answer that is no text");
}

/** What no database and no page should meet: NUL, and half a character without its other half. */
export function clean(text: string): string {
  const noNul = text.includes("\0") ? text.replaceAll("\0", "\uFFFD") : text;
  return /\p{Surrogate}/u.test(noNul) ? noNul.replace(/\p{Surrogate}/gu, "\uFFFD") : noNul;
}

const finishReasons: Record<string, LanguageModelV3FinishReason["unified"]> = {
  stop: "stop",
  eos: "stop",
  end_turn: "stop",
  stop_sequence: "stop",
  length: "length",
  max_tokens: "length",
  content_filter: "content-filter",
  tool_calls: "tool-calls",
  function_call: "tool-calls",
};

export function finishReasonOf(raw: string): LanguageModelV3FinishReason {
  if (raw === "error") throw noSense("an error in place of the rest");
  return {
    unified: Object.hasOwn(finishReasons, raw) ? (finishReasons[raw] ?? "other") : "other",
    raw,
  };
}

/** A chunk's usage: on it, beside it (Groq) or in its choice (Moonshot). */
export function usageInChunk({ usage, x_groq }: Json, choice: Json | null): unknown {
  return usage ?? (isObject(x_groq) ? x_groq.usage : undefined) ?? choice?.usage;
}

/** Usage packets kept for the end; a provider of running totals sends one with each token. */
const packetsMax = 256;

export function addPacket(packets: unknown[], packet: unknown): void {
  packets.push(packet);
  if (packets.length > packetsMax) packets.splice(1, 1);
}

/** The last packet in the SDK's words; all of them, whatever came, are in `raw.packets`. */
export function usageOf(packets: unknown[]): LanguageModelV3Usage {
  const last = packets.findLast(isObject) ?? {};
  const input = count(last.prompt_tokens);
  const output = count(last.completion_tokens);
  const cacheRead = detail(last.prompt_tokens_details, "cached_tokens");
  const cacheWrite = detail(last.prompt_tokens_details, "cache_write_tokens");
  const reasoning = detail(last.completion_tokens_details, "reasoning_tokens");
  return {
    inputTokens: {
      total: input,
      noCache: less(input, cacheRead, cacheWrite),
      cacheRead,
      cacheWrite,
    },
    outputTokens: { total: output, text: less(output, reasoning), reasoning },
    raw: { packets: packets as JSONArray },
  };
}

function count(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

function detail(details: unknown, name: string): number | undefined {
  return isObject(details) ? count(details[name]) : undefined;
}

function less(total: number | undefined, ...parts: (number | undefined)[]): number | undefined {
  if (total === undefined) return undefined;
  return Math.max(0, total - parts.reduce<number>((sum, part) => sum + (part ?? 0), 0));
}
