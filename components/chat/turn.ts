import type { getConversation } from "@/lib/conversations/get";
import type { ResponseJson } from "@/lib/conversations/response";
import type { Credits } from "@/lib/money";

export type TurnStatus = ResponseJson["status"];

/** A prompt and its answer, as one sees them. Times in milliseconds. */
export type Turn = {
  /** The response's id. */
  id: string;
  parentId: string | null;
  model: string;
  prompt: string;
  text: string;
  reasoning: string;
  status: TurnStatus;
  finishReason: string | null;
  error: { code: string; message: string } | null;
  inputTokens: number | null;
  outputTokens: number | null;
  reasoningTokens: number | null;
  costCredits: Credits | null;
  usageSource: string | null;
  usageId: string | null;
  durationMs: number | null;
  createdAt: number;
  maxOutputTokens: number | null;
  reservedCredits: Credits | null;
};

/** A conversation as `GET /api/conversations/:id` gives it. */
export type ConversationJson = Awaited<ReturnType<typeof getConversation>>;

export function turnOf(response: ResponseJson): Turn {
  return {
    id: response.id,
    parentId: response.parent_id,
    model: response.model,
    prompt: response.prompt,
    text: response.response,
    reasoning: response.reasoning ?? "",
    status: response.status,
    finishReason: response.finish_reason,
    error: response.error,
    inputTokens: response.input_tokens,
    outputTokens: response.output_tokens,
    reasoningTokens: response.reasoning_tokens,
    costCredits: response.cost_credits,
    usageSource: response.usage_source,
    usageId: response.usage_id,
    durationMs: response.duration_ms,
    createdAt: response.created_at,
    maxOutputTokens: response.max_output_tokens,
    reservedCredits: response.reserved_credits,
  };
}

/** Being written, or waiting to be. */
export function isUnfinished({ status }: Pick<Turn, "status">): boolean {
  return status === "streaming" || status === "queued";
}
