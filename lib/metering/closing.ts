import { setTimeout as pause } from "node:timers/promises";
import { type CloseResult, type Closing, commitClose } from "../ledger/close";
import { one } from "../one";

const retryDelaysMs = [50, 250, 1000];

const unwritten = () => one("unwritten closes", () => new Set<Closing>());

/**
 * Writes a close, again where the database failed. Null when it would not: then it waits here for
 * the sweeper (`retryUnwritten`), with one line in the log, and the hold stays open meanwhile.
 */
export async function writeClose(closing: Closing): Promise<CloseResult | null> {
  for (const delayMs of [...retryDelaysMs, null]) {
    try {
      return await commitClose(closing);
    } catch (error) {
      if (delayMs === null) {
        unwritten().add(closing);
        const { reservationId } = closing.closed;
        console.error(`The close of reservation ${reservationId} waits to be written.`, error);
        return null;
      }
      await pause(delayMs);
    }
  }
  return null;
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
