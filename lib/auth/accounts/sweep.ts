import { and, eq, lt } from "drizzle-orm";
import { db } from "../../db/client";
import { sessions, users } from "../../db/schema";
import { statement, write } from "../../db/write";
import { one } from "../../one";

const hour = 3_600_000;

/** Guests stay this many days. */
export const guestDays = 7;

/** Removes guests of more than a week ago with all that is theirs but usage, and dead sessions. */
export async function sweepPeople(now = Date.now()): Promise<void> {
  const since = now - guestDays * 24 * hour;
  await write([
    statement(
      db()
        .delete(users)
        .where(and(eq(users.role, "guest"), lt(users.createdAt, since))),
    ),
    statement(db().delete(sessions).where(lt(sessions.expiresAt, now))),
  ]);
}

/** Sweeps now and every hour from now on. */
export async function keepSweepingPeople(): Promise<void> {
  await sweepPeople();
  one("people-sweep", () => {
    const again = () => {
      sweepPeople().catch((error) => console.error("Old guests could not be removed.", error));
    };
    return setInterval(again, hour).unref();
  });
}
