import { setTimeout as pause } from "node:timers/promises";
import { type CloseResult, type Closing, commitClose } from "../ledger/close";
import { noticeSoon } from "../notices/look";
import { one } from "../one";

const retryDelaysMs = [50, 250, 1000];

const unwritten = () => one("unwritten closes", () => new Set<Closing>());

/**
 * Writes a close, again where the database failed, and at last without what goes along: the money
 * is settled whatever a caller wanted to write. Null when that would not do either: then it waits
 * here for the sweeper, with one line in the log, and the hold stays open meanwhile.
 */
export async function writeClose(closing: Closing): Promise<CloseResult | null> {
  const { reservationId } = closing.closed;
  let failure: unknown;
  for (const delayMs of retryDelaysMs) {
    try {
      return noticed(closing, await commitClose(closing));
    } catch (error) {
      failure = error;
      await pause(delayMs);
    }
  }
  try {
    const result = noticed(closing, await commitClose(alone(closing)));
    console.error(`What goes along with the close of ${reservationId} was not written.`, failure);
    return result;
  } catch (error) {
    unwritten().add(closing);
    console.error(`The close of reservation ${reservationId} waits to be written.`, error);
    return null;
  }
}

/** What was charged may have reached a threshold: that is looked at later, and nobody waits. */
function noticed({ drafts }: Closing, result: CloseResult): CloseResult {
  if (result.won) noticeSoon(drafts.map(({ balanceId }) => balanceId));
  return result;
}

function alone(closing: Closing): Closing {
  const { statements, own } = closing;
  return { ...closing, statements: statements.slice(0, own), along: {} };
}

/** Writes the closes that the database refused before; those it refuses still stay. */
export async function retryUnwritten(): Promise<void> {
  for (const closing of unwritten()) {
    try {
      await commitClose(closing);
      unwritten().delete(closing);
    } catch (error) {
      console.error(`Reservation ${closing.closed.reservationId} still waits to be closed.`, error);
      return;
    }
  }
}
