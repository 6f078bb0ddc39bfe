import { eq } from "drizzle-orm";
import { db } from "../db/client";
import { responses } from "../db/schema";
import { statement, write } from "../db/write";
import { committed, type LogState, rowStatement } from "../generations/log";
import { unsentParts } from "../generations/parts";

type Ended = { status: "refused" | "stopped" | "interrupted"; error: Reason | null };
type Reason = { code: string; message: string };

/** Ends a turn that waited and was never sent: nothing was held, nothing is charged. */
export async function endUnsent(responseId: string, { status, error }: Ended): Promise<void> {
  const [turn] = await db().select().from(responses).where(eq(responses.id, responseId));
  if (!turn) return;
  const { conversationId } = turn;
  const log: LogState = { conversationId, responseId, rows: [], pending: [], begun: true };
  const parts = unsentParts(
    {
      conversation_id: conversationId,
      response_id: responseId,
      trace_id: turn.traceId,
      prompt: turn.prompt,
      model: turn.model,
      max_output_tokens: null,
      reserved_credits: 0,
    },
    status,
    error,
  );
  const finishReason = status === "stopped" ? "stopped" : null;
  const ended = db()
    .update(responses)
    .set({ status, error, costCredits: 0, finishReason })
    .where(eq(responses.id, responseId));
  const [row] = await write([rowStatement(log, parts), statement(ended)]);
  committed(log, parts, row, true);
}
