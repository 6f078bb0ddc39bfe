import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3StreamPart,
} from "@ai-sdk/provider";
import { eq } from "drizzle-orm";
import { db } from "../db/client";
import { conversations, responses } from "../db/schema";
import { type Statement, statement } from "../db/write";
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
  const shown = toPart(part);
  if (!shown) return;
  if (shown.type === "text-delta") generation.text += shown.delta;
  if (shown.type === "reasoning-delta") generation.reasoning += shown.delta;
  trackBlocks(generation.open, shown);
  append(generation, shown);
}

function toPart(part: LanguageModelV3StreamPart): Part | null {
  switch (part.type) {
    case "text-start":
    case "text-end":
    case "reasoning-start":
    case "reasoning-end":
      return { type: part.type, id: part.id };
    case "text-delta":
    case "reasoning-delta":
      return part.delta === "" ? null : { type: part.type, id: part.id, delta: part.delta };
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

/** The response as it ended, and its conversation as just changed. */
export function endedStatements(
  of: { conversationId: string; responseId: string },
  closed: Closed,
  content: { text: string; reasoning: string },
): Statement[] {
  const { counts } = closed;
  const reached = closed.usageId !== null;
  const ended = db()
    .update(responses)
    .set({
      status: closed.outcome,
      response: content.text,
      reasoning: content.reasoning || null,
      finishReason: closed.finishReason,
      error: closed.error,
      usageId: closed.usageId,
      inputTokens: reached ? counts.uncachedInput + counts.cachedInput + counts.cacheWrite : null,
      cachedInputTokens: reached ? counts.cachedInput : null,
      cacheWriteTokens: reached ? counts.cacheWrite : null,
      outputTokens: reached ? counts.output : null,
      reasoningTokens: reached ? counts.reasoning : null,
      tokenDetails: reached ? tokenDetails(closed) : null,
      costCredits: closed.costCredits,
      usageSource: reached ? closed.usageSource : null,
      resolvedModel: closed.resolvedModel,
      durationMs: closed.durationMs,
    })
    .where(eq(responses.id, of.responseId));
  const touched = db()
    .update(conversations)
    .set({ updatedAt: Date.now() })
    .where(eq(conversations.id, of.conversationId));
  return [statement(ended), statement(touched)];
}

/** The detail buckets as the `llm` tool keeps them: only those that are not zero. */
function tokenDetails({ counts }: Closed): string {
  return JSON.stringify({
    ...(counts.cachedInput > 0 && { cached_input_tokens: counts.cachedInput }),
    ...(counts.cacheWrite > 0 && { cache_write_tokens: counts.cacheWrite }),
    ...(counts.reasoning > 0 && { reasoning_tokens: counts.reasoning }),
  });
}
