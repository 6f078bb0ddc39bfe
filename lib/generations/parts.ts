import type { UIMessageChunk } from "ai";
import type { Closed, FinishReason } from "../metering/call";

/** What opens a generation's stream: the prompt as the server has it, and the hold. */
export type ResponseData = {
  conversation_id: string;
  response_id: string;
  trace_id: string;
  prompt: string;
  model: string;
  max_output_tokens: number | null;
  reserved_credits: number;
};

/** What ends it. `remaining` is read from the balances in the transaction of the close. */
export type ReceiptData = {
  response_id: string;
  status: string;
  finish_reason: string | null;
  error: { code: string; message: string } | null;
  input_tokens: number | null;
  output_tokens: number | null;
  cost_credits: number | null;
  usage_source: string | null;
  usage_id: string | null;
  remaining: { allowance_id: string; remaining_credits: number }[];
};

/** A part of the AI SDK's UI message stream, with the `data-*` parts of http-api.md. */
export type Part = UIMessageChunk<
  never,
  { response: ResponseData; receipt: ReceiptData; reset: { response_id: string | null } }
>;

export function openingParts(data: ResponseData): Part[] {
  return [
    { type: "data-response", data },
    { type: "start", messageId: data.response_id },
    { type: "start-step" },
  ];
}

const uiFinishReason = {
  stop: "stop",
  length: "length",
  tool_calls: "tool-calls",
  content_filter: "content-filter",
  error: "error",
  stopped: "other",
} as const satisfies Record<FinishReason, string>;

/** Everything after the last delta; the receipt's `remaining` is filled in by the database. */
export function closingParts(open: OpenBlocks, responseId: string, closed: Closed): Part[] {
  const ends: Part[] = [...open].map(([id, kind]) => ({ type: `${kind}-end`, id }));
  if (closed.error) ends.push({ type: "error", errorText: closed.error.message });
  if (closed.outcome === "stopped") ends.push({ type: "abort", reason: "stopped" });
  ends.push({ type: "finish-step" });
  ends.push({ type: "finish", finishReason: uiFinishReason[closed.finishReason] });
  ends.push({ type: "data-receipt", data: receiptOf(responseId, closed) });
  return ends;
}

function receiptOf(responseId: string, closed: Closed): ReceiptData {
  const { counts } = closed;
  const reached = closed.usageId !== null;
  return {
    response_id: responseId,
    status: closed.outcome,
    finish_reason: closed.finishReason,
    error: closed.error,
    input_tokens: reached ? counts.uncachedInput + counts.cachedInput + counts.cacheWrite : null,
    output_tokens: reached ? counts.output : null,
    cost_credits: closed.costCredits,
    usage_source: reached ? closed.usageSource : null,
    usage_id: closed.usageId,
    remaining: [],
  };
}

/** The stream of a turn that ended before anything was held or sent. */
export function unsentParts(
  data: ResponseData,
  status: "refused" | "stopped" | "interrupted",
  error: { code: string; message: string } | null,
): Part[] {
  const receipt: ReceiptData = {
    response_id: data.response_id,
    status,
    finish_reason: status === "stopped" ? "stopped" : null,
    error,
    input_tokens: null,
    output_tokens: null,
    cost_credits: 0,
    usage_source: null,
    usage_id: null,
    remaining: [],
  };
  return [
    ...openingParts(data),
    ...(error ? [{ type: "error" as const, errorText: error.message }] : []),
    { type: "finish-step" },
    { type: "finish", finishReason: error ? "error" : "other" },
    { type: "data-receipt", data: receipt },
  ];
}

/** Text and reasoning blocks that were started and not ended, by id, in order. */
export type OpenBlocks = Map<string, "text" | "reasoning">;

export function trackBlocks(open: OpenBlocks, part: Part): void {
  if (part.type === "text-start") open.set(part.id, "text");
  if (part.type === "reasoning-start") open.set(part.id, "reasoning");
  if (part.type === "text-end" || part.type === "reasoning-end") open.delete(part.id);
}

/** `part` as one more of `parts`: a delta joins the delta of the same block before it. */
export function coalesce(parts: Part[], part: Part): void {
  const last = parts.at(-1);
  const isDelta = part.type === "text-delta" || part.type === "reasoning-delta";
  if (isDelta && last?.type === part.type && last.id === part.id) {
    parts[parts.length - 1] = { ...last, delta: last.delta + part.delta };
  } else {
    parts.push(part);
  }
}

/** The text and the reasoning that parts show. */
export function textOf(parts: Iterable<Part>): { text: string; reasoning: string } {
  let text = "";
  let reasoning = "";
  for (const part of parts) {
    if (part.type === "text-delta") text += part.delta;
    if (part.type === "reasoning-delta") reasoning += part.delta;
  }
  return { text, reasoning };
}
