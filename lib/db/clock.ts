import { desc } from "drizzle-orm";
import { db } from "./client";
import { entries, reservations, usage } from "./schema";

const toleratedMs = 5 * 60_000;

/**
 * Throws when `now` is well before the newest entry of the books: periods, holds and the order
 * of ids all go by this clock.
 */
export async function checkClock(now: number): Promise<void> {
  const times = await Promise.all([entries, usage, reservations].map(newest));
  const last = Math.max(...times);
  if (now >= last - toleratedMs) return;
  const minutes = Math.round((last - now) / 60_000);
  throw new Error(
    `The clock of this machine is ${minutes} minutes behind the newest entry of the books ` +
      `(${new Date(last).toISOString()}). Set the clock right; if it is right and was wrong ` +
      "before, start once with PURSER_TRUST_CLOCK=1.",
  );
}

async function newest(table: typeof entries | typeof usage | typeof reservations): Promise<number> {
  const last = db().select({ createdAt: table.createdAt }).from(table);
  const [row] = await last.orderBy(desc(table.id)).limit(1);
  return row?.createdAt ?? 0;
}
