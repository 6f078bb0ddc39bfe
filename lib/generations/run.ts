import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3StreamPart,
} from "@ai-sdk/provider";
import type { Statement } from "../db/write";
import type { Along, Closed } from "../metering/call";
import { publishBroken } from "./bus";
import { type Generation, leaveLive } from "./live";
import { append, committed, lastRowStatement, takePending } from "./log";
import { closingParts, type Part, trackBlocks } from "./parts";

/**
 * Lets a metered model write into the generation until its end. It never rejects: how a call
 * ended is told by its close, which the meter writes in every case.
 */
export async function run(
  generation: Generation,
  model: LanguageModelV3,
  options: LanguageModelV3CallOptions,
): Promise<void> {
  try {
    const { stream } = await model.doStream({ ...options, abortSignal: generation.abort.signal });
    const reader = stream.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      take(generation, next.value);
    }
  } catch (error) {
    // A refused or broken call was closed by the meter, and said so; anything else is ours.
    if (!generation.closed) console.error("A generation failed.", error);
  } finally {
    if (!generation.closed) {
      leaveLive(generation);
      publishBroken(generation.conversationId, generation.responseId);
      generation.end();
    }
  }
}

function take(generation: Generation, part: LanguageModelV3StreamPart): void {
  const shown = toPart(generation.responseId, part);
  if (!shown) return;
  if (shown.type === "text-delta") generation.text += shown.delta;
  if (shown.type === "reasoning-delta") generation.reasoning += shown.delta;
  trackBlocks(generation.open, shown);
  append(generation, shown);
}

/** Block ids carry the response's, because answers side by side share a conversation's stream. */
function toPart(responseId: string, part: LanguageModelV3StreamPart): Part | null {
  switch (part.type) {
    case "text-start":
    case "text-end":
    case "reasoning-start":
    case "reasoning-end":
      return { type: part.type, id: `${responseId}/${part.id}` };
    case "text-delta":
    case "reasoning-delta":
      if (part.delta === "") return null;
      return { type: part.type, id: `${responseId}/${part.id}`, delta: part.delta };
    default:
      return null;
  }
}

/** What is written with the close of a generation's call, and shown after it. */
export function alongClose(generation: Generation): Pick<Along, "close" | "closed"> {
  let last: Part[] = [];
  return {
    close: (closed) => {
      last = [
        ...takePending(generation),
        ...closingParts(generation.open, generation.responseId, closed),
      ];
      return [
        lastRowStatement(generation, last, closed.reservationId),
        ...endedStatements(generation, closed, generation),
      ];
    },
    closed: (closed, results) => {
      generation.closed = closed;
      leaveLive(generation);
      committed(generation, last, results[0], true);
      generation.end();
    },
  };
}

const endResponse = `update responses set status = ?, response = ?, reasoning = ?,
  finish_reason = ?, error = ?, usage_id = ?, input_tokens = ?, cached_input_tokens = ?,
  cache_write_tokens = ?, output_tokens = ?, reasoning_tokens = ?, token_details = ?,
  cost_credits = ?, usage_source = ?, resolved_model = ?, duration_ms = ? where id = ?`;
const touchConversation = "update conversations set updated_at = ? where id = ?";

/** The response as it ended, and its conversation as just changed. */
export function endedStatements(
  of: { conversationId: string; responseId: string },
  closed: Closed,
  content: { text: string; reasoning: string },
): Statement[] {
  const { counts, usageId, error } = closed;
  const input = counts.uncachedInput + counts.cachedInput + counts.cacheWrite;
  const used = [input, counts.cachedInput, counts.cacheWrite, counts.output, counts.reasoning];
  const ended = [
    closed.outcome,
    content.text,
    content.reasoning || null,
    closed.finishReason,
    error && JSON.stringify(error),
    usageId,
    ...(usageId ? [...used, tokenDetails(closed)] : [null, null, null, null, null, null]),
    closed.costCredits,
    usageId && closed.usageSource,
    closed.resolvedModel,
    closed.durationMs,
    of.responseId,
  ];
  return [
    { sql: endResponse, args: ended },
    { sql: touchConversation, args: [Date.now(), of.conversationId] },
  ];
}

/** The detail buckets as the `llm` tool keeps them: only those that are not zero. */
function tokenDetails({ counts }: Closed): string {
  return JSON.stringify({
    ...(counts.cachedInput > 0 && { cached_input_tokens: counts.cachedInput }),
    ...(counts.cacheWrite > 0 && { cache_write_tokens: counts.cacheWrite }),
    ...(counts.reasoning > 0 && { reasoning_tokens: counts.reasoning }),
  });
}
