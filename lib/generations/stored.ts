import { eq } from "drizzle-orm";
import { db } from "../db/client";
import { responses } from "../db/schema";
import { readRows } from "./log";
import { openingParts, type Part, textOf } from "./parts";
import type { StreamEvent } from "./snapshot";

/** The stream of an ended response whose log rows are no longer kept, made from its row. */
export async function storedEvents(responseId: string): Promise<StreamEvent[]> {
  const [row] = await db().select().from(responses).where(eq(responses.id, responseId));
  if (!row || row.status === "queued" || row.status === "streaming") return [];
  const opening = openingParts({
    conversation_id: row.conversationId,
    response_id: row.id,
    trace_id: row.traceId,
    prompt: row.prompt,
    model: row.model,
    max_output_tokens: row.maxOutputTokens,
    reserved_credits: row.reservedCredits ?? 0,
  });
  const text: Part[] = [
    { type: "text-start", id: "0" },
    { type: "text-delta", id: "0", delta: row.response },
    { type: "text-end", id: "0" },
  ];
  const error: Part[] = row.error ? [{ type: "error", errorText: row.error.message }] : [];
  const receipt: Part = {
    type: "data-receipt",
    data: {
      response_id: row.id,
      status: row.status,
      finish_reason: row.finishReason,
      error: row.error,
      input_tokens: row.inputTokens,
      output_tokens: row.outputTokens,
      cost_credits: row.costCredits,
      usage_source: row.usageSource,
      usage_id: row.usageId,
      remaining: [],
    },
  };
  const parts = [...opening, ...(row.response ? text : []), ...error, receipt];
  return parts.map((part, n) => ({ id: `stored-${row.id}-${n}`, part }));
}

/** What the log holds of a response: all that any reader was shown. */
export async function storedText(
  conversationId: string,
  responseId: string,
): Promise<{ text: string; reasoning: string }> {
  const rows = await readRows(conversationId, { responseId });
  return textOf(rows.flatMap((row) => row.parts));
}
