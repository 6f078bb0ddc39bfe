import type { responses } from "../db/schema";
import { liveGeneration } from "../generations/live";
import { textOf } from "../generations/parts";
import { storedText } from "../generations/stored";

type Row = typeof responses.$inferSelect;

/** A `Response` of http-api.md. */
export type ResponseJson = Awaited<ReturnType<typeof toResponse>>;

/** A row as the API gives it; what is being written shows what readers were shown so far. */
export async function toResponse(row: Row) {
  const { text, reasoning } = await textSoFar(row);
  return {
    id: row.id,
    conversation_id: row.conversationId,
    parent_id: row.parentId,
    model: row.model,
    prompt: row.prompt,
    system: row.system,
    options: JSON.parse(row.optionsJson) as Record<string, unknown>,
    response: text,
    reasoning: reasoning || null,
    status: row.status,
    finish_reason: row.finishReason,
    error: row.error ?? null,
    input_tokens: row.inputTokens,
    cached_input_tokens: row.cachedInputTokens,
    cache_write_tokens: row.cacheWriteTokens,
    output_tokens: row.outputTokens,
    reasoning_tokens: row.reasoningTokens,
    cost_credits: row.costCredits,
    usage_source: row.usageSource,
    purpose: row.purpose,
    trace_id: row.traceId,
    usage_id: row.usageId,
    duration_ms: row.durationMs,
    created_at: row.createdAt,
    max_output_tokens: row.maxOutputTokens,
    reserved_credits: row.reservedCredits,
  };
}

async function textSoFar(row: Row): Promise<{ text: string; reasoning: string }> {
  if (row.status !== "streaming") return { text: row.response, reasoning: row.reasoning ?? "" };
  const live = liveGeneration(row.id);
  if (live) return textOf(live.rows.flatMap((logged) => logged.parts));
  return storedText(row.conversationId, row.id);
}
