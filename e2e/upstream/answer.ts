import type { Dialect } from "./dialects/dialect";
import { type Pieces, piecesOf } from "./pieces";
import type { ModelRequest } from "./request";
import type { Script } from "./script";

/** Everything about one answer that is settled before its first byte. */
export interface Answer {
  request: ModelRequest;
  script: Script;
  head: Head;
  /** Visible pieces to send; endless answers have Infinity. */
  total: number;
  reasoning: number;
  finish: string;
  /** Where it is not OpenAI's chat. */
  dialect?: Dialect;
  piece(index: number): string;
  /** What the provider says it counted, given what it truly made. */
  report(truth: Usage): unknown;
}

export interface Head {
  id: string;
  created: number;
  model: string;
}

export type Usage = Record<string, unknown> & { prompt_tokens: number; completion_tokens: number };
export type Chunk = Record<string, unknown>;

/** A title is asked for without a stream, or with a small limit. */
const SMALL_LIMIT = 32;
const DEFAULT_TOKENS = 20;

function pick(request: ModelRequest, script: Script): { pieces: Pieces; wanted: number } {
  const { tokens, text, letters } = script;
  if (request.dialect === "embeddings") return { pieces: piecesOf("@words"), wanted: 0 };
  if (text !== undefined) {
    const pieces = piecesOf(text, letters);
    return { pieces, wanted: tokens ?? pieces.length };
  }
  if (tokens !== undefined) return { pieces: piecesOf("@words"), wanted: tokens };
  const small = !request.stream || (request.limit ?? SMALL_LIMIT + 1) <= SMALL_LIMIT;
  if (!small) return { pieces: piecesOf("@words"), wanted: DEFAULT_TOKENS };
  const pieces = piecesOf("@title");
  return { pieces, wanted: pieces.length };
}

export function makeAnswer(request: ModelRequest, script: Script, head: Head): Answer {
  const { pieces, wanted } = pick(request, script);
  const tools = script.tool_calls && !request.afterTool;
  const limit = request.limit ?? Number.POSITIVE_INFINITY;
  const reasoning = Math.min(script.reasoning_tokens ?? 0, limit);
  const total = tools ? 0 : Math.min(wanted, limit - reasoning);
  const cut = !tools && total < wanted;
  const finish = script.finish_reason ?? (tools ? "tool_calls" : cut ? "length" : "stop");
  return {
    request,
    script: tools ? script : { ...script, tool_calls: undefined },
    head: { ...head, model: script.model ?? head.model },
    total,
    reasoning,
    finish,
    piece: (index) => pieces.at(index),
    report: (usage) => (script.usage === null ? undefined : { ...usage, ...script.usage }),
  };
}

/** A tool call counts as one token, and one for each four bytes of its arguments. */
export function toolTokens(args: string): number {
  return 1 + Math.ceil(args.length / 4);
}

export function allToolTokens(script: Script): number {
  const tokens = toolCalls(script).map((call) => toolTokens(call.function.arguments));
  return tokens.reduce((sum, n) => sum + n, 0);
}

/** The usage as it truly is after `sent` visible pieces. */
export function trueUsage(answer: Answer, sent: number): Usage {
  const { request, reasoning, script } = answer;
  const completion = sent + reasoning + allToolTokens(script);
  const usage: Usage = {
    prompt_tokens: request.promptTokens,
    completion_tokens: completion,
    total_tokens: request.promptTokens + completion,
  };
  const { cached_tokens, cache_write_tokens } = script;
  if (cached_tokens !== undefined || cache_write_tokens !== undefined) {
    usage.prompt_tokens_details = {
      ...(cached_tokens !== undefined && { cached_tokens }),
      ...(cache_write_tokens !== undefined && { cache_write_tokens }),
    };
  }
  if (script.reasoning_tokens !== undefined) {
    usage.completion_tokens_details = { reasoning_tokens: reasoning };
  }
  return usage;
}

export function chunkOf(answer: Answer, delta: object, finish: string | null = null): Chunk {
  const { head, request } = answer;
  const chat = request.dialect !== "completion";
  const choice = chat
    ? { index: 0, delta, logprobs: null, finish_reason: finish }
    : { index: 0, text: textIn(delta), logprobs: null, finish_reason: finish };
  const chunk: Chunk = {
    id: head.id,
    object: chat ? "chat.completion.chunk" : "text_completion",
    created: head.created,
    model: head.model,
    choices: [choice],
  };
  if (request.includeUsage) chunk.usage = null;
  return chunk;
}

function textIn(delta: object): string {
  return "content" in delta && typeof delta.content === "string" ? delta.content : "";
}

/** The chunk that carries only usage, as OpenAI sends it last. */
export function usageChunk(answer: Answer, usage: unknown): Chunk {
  return { ...chunkOf(answer, {}), choices: [], usage };
}

/** The whole answer of a call that asked for no stream. */
export function wholeBody(answer: Answer, text: string): Chunk {
  const { head, request, script, finish, total } = answer;
  const said = answer.report(trueUsage(answer, total));
  if (answer.dialect) return answer.dialect.whole(answer, text, said);
  const chat = request.dialect === "chat";
  const message = {
    role: "assistant",
    content: script.tool_calls ? null : text,
    ...(script.reasoning_visible ? { reasoning_content: reasoningText(answer) } : {}),
    ...(script.tool_calls ? { tool_calls: toolCalls(script) } : {}),
  };
  const choice = chat ? { message } : { text };
  return {
    id: head.id,
    object: chat ? "chat.completion" : "text_completion",
    created: head.created,
    model: head.model,
    choices: [{ index: 0, ...choice, logprobs: null, finish_reason: finish }],
    ...(said === undefined ? {} : { usage: said }),
  };
}

export function reasoningPiece(index: number): string {
  return index === 0 ? "thinking" : ` thought-${index}`;
}

function reasoningText(answer: Answer): string {
  return Array.from({ length: answer.reasoning }, (_, i) => reasoningPiece(i)).join("");
}

interface ToolCall {
  id: string;
  type: "function";
  function: { name: string; arguments: string };
}

export function toolCalls(script: Script): ToolCall[] {
  return (script.tool_calls ?? []).map((call, i) => ({
    id: `call_${i}_${call.name}`,
    type: "function",
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  }));
}
