type Json = { [member: string]: unknown };

/**
 * What a report can say. `input` is all input; where a provider reports the uncached part alone
 * it is `uncachedInput`. `output` includes `reasoning`.
 */
export type Figure =
  | "input"
  | "uncachedInput"
  | "cachedInput"
  | "cacheWrite"
  | "output"
  | "reasoning";

/** The figures of one report as they came, whatever they are; absent ones are undefined. */
export type Figures = Partial<Record<Figure, unknown>>;

/**
 * Where a provider's event or reply has its usage. `kept` is what of it is handed on: the usage
 * as it came, under its event's name where that is needed to understand it.
 */
type Envelope = { fits: (event: Json) => boolean; kept: (event: Json) => unknown };

const envelopes: Envelope[] = [
  // Anthropic: the names of its events say what is missing in a usage, and what is final.
  {
    fits: ({ type, message }) => type === "message_start" && isRecord(message),
    kept: ({ type, message }) => ifRecord(record(message).usage, (usage) => ({ type, usage })),
  },
  {
    fits: ({ type }) => type === "message_delta" || type === "message_start" || type === "message",
    kept: ({ type, usage }) => ifRecord(usage, () => ({ type, usage })),
  },
  // OpenAI Responses: in `response.completed`, `.incomplete` and `.failed`; or the reply itself.
  {
    fits: ({ type, response }) => String(type).startsWith("response.") && isRecord(response),
    kept: ({ response }) => record(response).usage,
  },
  { fits: (event) => "usageMetadata" in event, kept: (event) => event.usageMetadata },
  // OpenAI chat and whoever imitates it: on the chunk, beside it, or inside its choice.
  {
    fits: (event) => "usage" in event || "choices" in event || "x_groq" in event,
    kept: ({ usage, x_groq, choices }) => usage ?? record(x_groq).usage ?? choiceUsage(choices),
  },
];

function choiceUsage(choices: unknown): unknown {
  const [first] = Array.isArray(choices) ? (choices as unknown[]) : [];
  return record(first).usage;
}

/** A thing that has no usage, though it is no usage itself. */
const silent = (event: Json) =>
  "object" in event || "candidates" in event || "delta" in event || "error" in event;

/** The usage in a provider's event or reply, as it is to be folded and kept; null for none. */
export function usageIn(event: unknown): unknown {
  if (!isRecord(event)) return event ?? null;
  const envelope = envelopes.find(({ fits }) => fits(event));
  if (envelope) return envelope.kept(event) ?? null;
  return silent(event) || typeof event.type === "string" ? null : event;
}

type Shape = { fits: (usage: Json) => boolean; figures: (usage: Json) => Figures };

/** What a usage says, by who says it. The first shape that fits. */
const shapes: Shape[] = [
  // The output of a `message_start` is a placeholder: the first token, or none.
  {
    fits: ({ type }) => type === "message_start",
    figures: ({ usage }) => ({ ...anthropic(record(usage)), output: undefined }),
  },
  {
    fits: ({ type }) => type === "message_delta" || type === "message",
    figures: ({ usage }) => anthropic(record(usage)),
  },
  { fits: (usage) => "promptTokenCount" in usage || "totalTokenCount" in usage, figures: gemini },
  { fits: isExclusive, figures: anthropic },
  { fits: () => true, figures: openAi },
];

export function figuresOf(usage: Json): Figures {
  return shapes.find(({ fits }) => fits(usage))?.figures(usage) ?? {};
}

/** In Anthropic's words: an input that leaves out what the cache gave or took. */
function isExclusive(usage: Json): boolean {
  const cache = "cache_read_input_tokens" in usage || "cache_creation_input_tokens" in usage;
  return cache && !("prompt_tokens" in usage) && !("input_tokens_details" in usage);
}

function anthropic(usage: Json): Figures {
  const written = record(usage.cache_creation);
  const { ephemeral_5m_input_tokens: short, ephemeral_1h_input_tokens: long } = written;
  return {
    uncachedInput: usage.input_tokens,
    cachedInput: usage.cache_read_input_tokens,
    cacheWrite: usage.cache_creation_input_tokens ?? sum(short, long),
    output: usage.output_tokens,
    reasoning: record(usage.output_tokens_details).thinking_tokens,
  };
}

/** The prompt has the cached part in it; the thoughts are beside the answer, and are output. */
function gemini(usage: Json): Figures {
  const { promptTokenCount, candidatesTokenCount, thoughtsTokenCount, totalTokenCount } = usage;
  const prompt = promptTokenCount ?? undefined;
  const input = prompt === undefined ? undefined : sum(prompt, usage.toolUsePromptTokenCount);
  return {
    input,
    cachedInput: usage.cachedContentTokenCount,
    output: sum(candidatesTokenCount, thoughtsTokenCount) ?? rest(totalTokenCount, input),
    reasoning: thoughtsTokenCount,
  };
}

/** OpenAI's dialects and what its imitators add. */
function openAi(usage: Json): Figures {
  const { prompt_cache_hit_tokens: hit, prompt_cache_miss_tokens: miss } = usage;
  const input = usage.prompt_tokens ?? usage.input_tokens ?? (miss && sum(hit, miss));
  const output = usage.completion_tokens ?? usage.output_tokens;
  const inputDetails = record(usage.prompt_tokens_details ?? usage.input_tokens_details);
  const outputDetails = record(usage.completion_tokens_details ?? usage.output_tokens_details);
  const reasoning = outputDetails.reasoning_tokens ?? usage.reasoning_tokens;
  const read = inputDetails.cached_tokens ?? usage.cached_tokens;
  const written = inputDetails.cache_write_tokens ?? inputDetails.cache_creation_tokens;
  return {
    input,
    cachedInput: read ?? hit ?? usage.cache_read_input_tokens,
    cacheWrite: written ?? usage.cache_creation_input_tokens,
    output: withReasoning(input, output, reasoning, usage.total_tokens),
    reasoning,
  };
}

/** Some leave reasoning out of the output; their total says so. */
function withReasoning(input: unknown, output: unknown, reasoning: unknown, total: unknown) {
  if (!isCount(input) || !isCount(output) || !isCount(reasoning) || reasoning === 0) return output;
  return total === input + output + reasoning ? output + reasoning : output;
}

/** The sum of what is there: undefined where nothing is, and what is no count where one is not. */
function sum(...parts: unknown[]): unknown {
  const there = parts.filter((part) => part !== undefined && part !== null);
  if (there.length === 0) return undefined;
  const odd = there.find((part) => !isCount(part));
  return odd ?? there.reduce<number>((total, part) => total + (part as number), 0);
}

function rest(total: unknown, input: unknown): unknown {
  return isCount(total) && isCount(input) && total >= input ? total - input : undefined;
}

export function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

export function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function record(value: unknown): Json {
  return isRecord(value) ? value : {};
}

function ifRecord<T>(value: unknown, then: (usage: Json) => T): unknown {
  return isRecord(value) ? then(value) : value;
}
