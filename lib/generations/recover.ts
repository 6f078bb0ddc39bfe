import type { Along } from "../metering/call";
import { committed, type LogState, lastRowStatement, readRows } from "./log";
import { closingParts, type OpenBlocks, type Part, textOf, trackBlocks } from "./parts";
import { endedStatements } from "./run";

type Left = { text: string; reasoning: string; along: Along };

/**
 * What the log holds of a response whose process died (all that any reader was shown), and what
 * is written with the close of its hold, so that it ends as `interrupted` with that text.
 */
export async function recoverGeneration(conversationId: string, responseId: string): Promise<Left> {
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
