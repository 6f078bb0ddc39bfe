import { eq } from "drizzle-orm";
import { db } from "../db/client";
import { responses } from "../db/schema";
import type { Along } from "../metering/call";
import { committed, type LogState, lastRowStatement, readRows } from "./log";
import { closingParts, type OpenBlocks, type Part, textOf, trackBlocks } from "./parts";
import { endedStatements } from "./run";

/** What is left of a generation whose process died: all that any reader was shown. */
export type Remains = { text: string; reasoning: string; along: Along };

/**
 * The text in the log of an unfinished response, and what is written with the close of its hold,
 * so that it ends as `interrupted` with that text. Null when there is no such response.
 */
export async function remainsOf(responseId: string): Promise<Remains | null> {
  const [row] = await db().select().from(responses).where(eq(responses.id, responseId));
  if (!row) return null;
  const { conversationId } = row;
  const rows = await readRows(conversationId, { responseId });
  const parts = rows.flatMap((logged) => logged.parts);
  const content = textOf(parts);
  const open: OpenBlocks = new Map();
  for (const part of parts) trackBlocks(open, part);
  const log: LogState = { conversationId, responseId, rows, pending: [], begun: true };
  let last: Part[] = [];
  const along: Along = {
    close: (closed) => {
      last = closingParts(open, responseId, closed);
      return [
        lastRowStatement(log, last, closed.reservationId),
        ...endedStatements(log, closed, content),
      ];
    },
    closed: (_, results) => committed(log, last, results[0], true),
  };
  return { ...content, along };
}

/** Turns that were waiting when their process died; they hold nothing. */
export async function queuedResponses(): Promise<string[]> {
  const rows = await db()
    .select({ id: responses.id })
    .from(responses)
    .where(eq(responses.status, "queued"));
  return rows.map((row) => row.id);
}
