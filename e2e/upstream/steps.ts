import {
  type Answer,
  allToolTokens,
  type Chunk,
  chunkOf,
  reasoningPiece,
  toolCalls,
  toolTokens,
  trueUsage,
  usageChunk,
  wholeBody,
} from "./answer";
import type { Script } from "./script";

export interface Piece {
  index: number;
  text: string;
}

export interface Send {
  kind: "role" | "thought" | "tool" | "token" | "finish" | "usage" | "done" | "body" | "other";
  /** The event's data: a chunk, or a text as it is. */
  chunk?: Chunk;
  data?: string;
  event?: string;
  /** Bytes that are sent as they are, with no event around them. */
  raw?: Buffer | string;
  pieces?: Piece[];
  /** Sent in two packets, this many milliseconds apart. */
  halves?: number;
  /** Completion tokens made with this step besides its pieces. */
  tokens?: number;
  /** What these bytes report as usage, where that is not `chunk.usage`. */
  usage?: unknown;
}

export type Close = NonNullable<Script["close"]>;

/** One thing the provider does. A fault is a change to the list of these. */
export type Step =
  | Send
  | { kind: "flush" }
  | { kind: "wait"; ms: number }
  | { kind: "gate"; name: string }
  | { kind: "close"; how: Close };

export const done: Send = { kind: "done", data: "[DONE]" };

export function isToken(step: Step): step is Send & { pieces: Piece[] } {
  return step.kind === "token";
}

export function countPieces(step: Step): number {
  return isToken(step) ? step.pieces.length : 0;
}

export function tokenStep(answer: Answer, pieces: Piece[]): Send {
  const content = pieces.map((piece) => piece.text).join("");
  return { kind: "token", chunk: chunkOf(answer, { content }), pieces };
}

function* tokenSteps(answer: Answer): Generator<Step> {
  const { total, script } = answer;
  const size = script.chunk ?? 1;
  const gateAt = script.gate === undefined ? -1 : (script.gate_after ?? 0);
  for (let index = 0; index < total; index += size) {
    if (gateAt >= index && gateAt < index + size) yield { kind: "gate", name: script.gate ?? "" };
    const pieces: Piece[] = [];
    for (let i = index; i < Math.min(index + size, total); i++) {
      pieces.push({ index: i, text: answer.piece(i) });
    }
    yield tokenStep(answer, pieces);
  }
  if (gateAt >= total) yield { kind: "gate", name: script.gate ?? "" };
}

function* toolSteps(answer: Answer): Generator<Step> {
  for (const [index, call] of toolCalls(answer.script).entries()) {
    const { name, arguments: args } = call.function;
    const opening = { index, id: call.id, type: "function", function: { name, arguments: "" } };
    const tokens = toolTokens(args);
    yield { kind: "tool", chunk: chunkOf(answer, { tool_calls: [opening] }), tokens };
    const half = Math.ceil(args.length / 2);
    for (const part of [args.slice(0, half), args.slice(half)]) {
      const more = { index, function: { arguments: part } };
      yield { kind: "tool", chunk: chunkOf(answer, { tool_calls: [more] }) };
    }
  }
}

/** A stream as OpenAI sends it: role, one event a token, finish, usage if asked, done. */
export function* streamSteps(answer: Answer): Generator<Step> {
  const { script } = answer;
  if (script.first_delay_ms) {
    yield { kind: "flush" };
    yield { kind: "wait", ms: script.first_delay_ms };
  }
  const hidden = script.reasoning_visible ? 0 : answer.reasoning;
  const role = chunkOf(answer, { role: "assistant", content: "" });
  yield { kind: "role", chunk: role, tokens: hidden };
  for (let i = 0; script.reasoning_visible && i < answer.reasoning; i++) {
    const delta = { reasoning_content: reasoningPiece(i) };
    yield { kind: "thought", chunk: chunkOf(answer, delta), tokens: 1 };
  }
  yield* toolSteps(answer);
  yield* tokenSteps(answer);
  yield { kind: "finish", chunk: chunkOf(answer, {}, answer.finish) };
  const usage = answer.report(trueUsage(answer, answer.total));
  if (answer.request.includeUsage && usage !== undefined) {
    yield { kind: "usage", chunk: usageChunk(answer, usage) };
  }
  yield done;
}

/** An answer without a stream: one body, all of its pieces at once. */
export function* wholeSteps(answer: Answer): Generator<Step> {
  const pieces: Piece[] = [];
  const total = Number.isFinite(answer.total) ? answer.total : 100_000;
  for (let i = 0; i < total; i++) pieces.push({ index: i, text: answer.piece(i) });
  const text = pieces.map((piece) => piece.text).join("");
  if (answer.script.first_delay_ms) yield { kind: "wait", ms: answer.script.first_delay_ms };
  const chunk = wholeBody(answer, text);
  const tokens = answer.reasoning + allToolTokens(answer.script);
  yield { kind: "body", raw: JSON.stringify(chunk), pieces, tokens, usage: chunk.usage };
}
