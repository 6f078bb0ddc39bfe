import type { Counts } from "../../pricing/price";
import { tokensMax } from "../schemas";
import { foundIn, misshapen, sentenceOf } from "./shape";
import { type Attributes, attributesOf } from "./values";

/** A span as it was sent: one that is not right says why. */
export type ReadSpan = {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  name: string;
  /** Null where it was not said (ms). */
  startedAt: number | null;
  durationMs: number | null;
  /** Null for a span that is no call. */
  usage: ReadUsage | null;
};

export type ReadUsage = {
  counts: Counts;
  model: string;
  resolvedModel: string | null;
  purpose: string | undefined;
  /** The attributes it was read from, for the receipt. */
  said: Record<string, string | number>;
  alert: string | null;
};

/** What a span that is not taken lacks, in words. */
export class UnreadableSpan extends Error {}

/**
 * All spans of a request, each read, or the mistake that keeps it from being read.
 * @throws PurserError invalid where there is no request in it, or nothing of it has the right shape
 */
export function readSpans(request: unknown): (ReadSpan | UnreadableSpan)[] {
  const { spans, mistakes } = foundIn(request);
  const [first] = mistakes;
  if (first && spans.length === 0) throw misshapen(first);
  const others = mistakes.map((mistake) => new UnreadableSpan(sentenceOf(mistake)));
  return [...spans.map(readOrMistake), ...others];
}

function readOrMistake(span: Record<string, unknown>): ReadSpan | UnreadableSpan {
  try {
    return readSpan(span);
  } catch (error) {
    if (error instanceof UnreadableSpan) return error;
    throw error;
  }
}

function readSpan(span: Record<string, unknown>): ReadSpan {
  const traceId = idOf(span.traceId, 32);
  const spanId = idOf(span.spanId, 16);
  if (!traceId || !spanId) throw new UnreadableSpan("A span has a trace id and a span id.");
  const [start, end] = [msOf(span.startTimeUnixNano), msOf(span.endTimeUnixNano)];
  const name = typeof span.name === "string" ? span.name.slice(0, 200) : "";
  return {
    traceId,
    spanId,
    parentSpanId: idOf(span.parentSpanId, 16),
    name: printable(name) || "span",
    startedAt: start,
    durationMs: start !== null && end !== null && end >= start ? Math.round(end - start) : null,
    usage: usageOf(attributesOf(span.attributes), spanId),
  };
}

/** Hex of an id; null where there is none. In JSON it is hex, in protobuf bytes. */
function idOf(id: unknown, digits: number): string | null {
  const hex = id instanceof Uint8Array ? Buffer.from(id).toString("hex") : id;
  if (hex === undefined || hex === null || hex === "") return null;
  const isId = typeof hex === "string" && hex.length === digits && /^[0-9a-f]+$/i.test(hex);
  if (!isId || /^0+$/.test(hex)) {
    throw new UnreadableSpan(`An id of ${digits} hex digits, not all zero, is right.`);
  }
  return hex.toLowerCase();
}

/** Nanoseconds as milliseconds; null for 0 and for what is no time. */
function msOf(nanos: unknown): number | null {
  const ms = Math.floor(Number(nanos) / 1e6);
  return Number.isSafeInteger(ms) && ms > 0 ? ms : null;
}

function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, " ").trim();
}

/**
 * Where tokens stand: today's names of the GenAI conventions first, then older ones and those of
 * other conventions in use. All input and all output, with the parts of them.
 */
const names = {
  input: [
    "gen_ai.usage.input_tokens",
    "gen_ai.usage.prompt_tokens",
    "llm.usage.prompt_tokens",
    "llm.token_count.prompt",
  ],
  output: [
    "gen_ai.usage.output_tokens",
    "gen_ai.usage.completion_tokens",
    "llm.usage.completion_tokens",
    "llm.token_count.completion",
  ],
  cached: [
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_read_input_tokens",
    "gen_ai.usage.input_tokens.cached",
    "gen_ai.usage.cached_tokens",
    "llm.token_count.prompt_details.cache_read",
  ],
  written: [
    "gen_ai.usage.cache_creation.input_tokens",
    "gen_ai.usage.cache_write.input_tokens",
    "gen_ai.usage.cache_creation_input_tokens",
    "gen_ai.usage.input_tokens.cache_write",
    "llm.token_count.prompt_details.cache_write",
  ],
  reasoning: [
    "gen_ai.usage.reasoning.output_tokens",
    "gen_ai.usage.reasoning_tokens",
    "gen_ai.usage.output_tokens.reasoning",
    "llm.token_count.completion_details.reasoning",
  ],
  requested: ["gen_ai.request.model", "llm.request.model", "llm.model_name"],
  answered: ["gen_ai.response.model", "llm.response.model"],
} as const;

/** Kept with the call: no content is among them. */
const said = [
  "gen_ai.operation.name",
  "gen_ai.provider.name",
  "gen_ai.system",
  "gen_ai.response.id",
  ...Object.values(names).flat(),
];

function usageOf(attributes: Attributes, spanId: string): ReadUsage | null {
  const figure = (of: keyof typeof names) => figureOf(attributes, names[of], spanId);
  const [input, output] = [figure("input"), figure("output")];
  if (input === null && output === null) return null;
  const word = (of: readonly string[]) => {
    const value = of.map((name) => attributes.get(name)).find((each) => each !== undefined);
    return typeof value === "string" ? printable(value.slice(0, 200)) : "";
  };
  const requested = word(names.requested);
  const answered = word(names.answered);
  return {
    ...countsOf({
      input: input ?? 0,
      output: output ?? 0,
      cached: figure("cached") ?? 0,
      written: figure("written") ?? 0,
      reasoning: figure("reasoning") ?? 0,
    }),
    model: requested || answered || "unnamed",
    resolvedModel: answered || null,
    purpose: word(["purser.purpose"]) || undefined,
    said: Object.fromEntries(
      said.flatMap((name) => {
        const value = attributes.get(name);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
}

function figureOf(attributes: Attributes, among: readonly string[], spanId: string): number | null {
  const name = among.find((each) => attributes.has(each));
  if (name === undefined) return null;
  const value = Number(attributes.get(name));
  if (Number.isInteger(value) && value >= 0 && value <= tokensMax) return value;
  throw new UnreadableSpan(`Span ${spanId}: ${name} is a whole number of tokens from 0.`);
}

type Told = { input: number; output: number; cached: number; written: number; reasoning: number };

/** By the conventions the parts are in the sum; some tell them beside it, which shows. */
function countsOf({ input, output, cached, written, reasoning }: Told) {
  const beside = cached + written > input;
  const counts: Counts = {
    uncachedInput: beside ? input : input - cached - written,
    cachedInput: cached,
    cacheWrite: written,
    output: Math.max(output, reasoning),
    reasoning,
  };
  const alert = beside ? "its cached input was told beside the input, and is taken as such" : null;
  return { counts, alert };
}
