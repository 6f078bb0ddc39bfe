import type { Answer, Chunk, Usage } from "../answer";
import { BadRequest, isRecord, type ModelRequest } from "../request";
import type { Send, Step } from "../steps";

export type Json = Record<string, unknown>;
export type Read = Pick<ModelRequest, "stream" | "limit" | "messages"> & { model?: unknown };

/**
 * Another provider's way to say the same. Scripts and faults work on the steps of OpenAI's chat;
 * a dialect reads its own request and says those steps in its own events.
 */
export interface Dialect {
  read(body: Json, path: string): Read;
  /** The steps of a chat stream, faults included, as the events of this dialect. */
  stream(steps: Iterable<Step>, answer: Answer): Iterable<Step>;
  /** The body of an answer without a stream. */
  whole(answer: Answer, text: string, usage: unknown): Json;
  /** An error body in this dialect; by default OpenAI's. */
  error?(error: SaidError, status: number): Json;
}

export interface SaidError {
  message: string;
  type: string;
  code: unknown;
}

export function messagesOf(value: unknown, name: string): unknown[] {
  if (Array.isArray(value) && value.length > 0) return value;
  throw new BadRequest(`Missing required parameter: '${name}'.`);
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** What a step of a chat stream says, and its share of the truth to be handed on. */
export function deltaOf({ chunk }: Send): Json {
  const choices = chunk?.choices;
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined;
  return isRecord(first) && isRecord(first.delta) ? first.delta : {};
}

export interface ToolDelta {
  index: number;
  id?: string;
  name?: string;
  arguments: string;
}

/** The tool call that a step opens (it has a name) or goes on with. */
export function toolDeltaOf(step: Send): ToolDelta {
  const [call] = deltaOf(step).tool_calls as {
    index: number;
    id?: string;
    function: { name?: string; arguments: string };
  }[];
  if (!call) throw new Error("a tool step without a call");
  return { index: call.index, id: call.id, ...call.function };
}

/** The error inside a step, whether it came as data or as a chunk. */
export function errorIn(step: Send): SaidError | null {
  const value = step.chunk ?? parsed(step.data);
  const error: unknown = isRecord(value) ? value.error : null;
  if (!isRecord(error)) return null;
  const { message, type, code } = error;
  return { message: String(message), type: String(type ?? "server_error"), code };
}

function parsed(data = ""): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null; // A fault's garbage, or no JSON at all: there is no error in it.
  }
}

/** The buckets of a usage in OpenAI's words; what is no number stays what it is. */
export function bucketsOf(usage: Usage) {
  const details = isRecord(usage.prompt_tokens_details) ? usage.prompt_tokens_details : {};
  const out = isRecord(usage.completion_tokens_details) ? usage.completion_tokens_details : {};
  return {
    input: usage.prompt_tokens,
    output: usage.completion_tokens,
    total: usage.total_tokens,
    cached: details.cached_tokens as number | undefined,
    written: details.cache_write_tokens as number | undefined,
    reasoning: out.reasoning_tokens as number | undefined,
  };
}

export function isUsage(value: unknown): value is Usage {
  return isRecord(value);
}

/** A less b, where both are numbers. */
export function less(a: number, b: number | undefined): number {
  return typeof a === "number" && typeof b === "number" ? a - b : a;
}

/** An event of its own words with the truth of the step it came from. */
export function say(from: Partial<Send>, chunk: Chunk, event?: string): Send {
  const { pieces, tokens, kind = "other" } = from;
  return { kind, chunk, event, pieces, tokens };
}
