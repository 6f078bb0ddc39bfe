import { eq } from "drizzle-orm";
import { db } from "../db/client";
import { allowances, facts } from "../db/schema";
import { statement, write } from "../db/write";
import { newId } from "../ids";
import { allowancesChanged } from "./live";

const fact = "default-allowance";

/**
 * The allowance of a first start: half a dollar a day for each user, made once ever, so that it
 * stays deleted when an admin deletes it. Where the configuration declares allowances, the first
 * start makes none, and no later one does.
 */
export async function makeFirstAllowance(configured: boolean, now = Date.now()): Promise<void> {
  const known = await db().select().from(facts).where(eq(facts.name, fact));
  if (known.length > 0) return;
  const id = newId();
  const made = statement(
    db().insert(allowances).values({
      id,
      name: "Default",
      kind: "budget",
      level: "each-user",
      window: "calendar-day",
      timeZone: "UTC",
      amountCredits: 500_000_000,
      createdAt: now,
    }),
  );
  const said = db()
    .insert(facts)
    .values({ name: fact, value: { id: configured ? null : id, at: now } });
  await write([statement(said), ...(configured ? [] : [made])]);
  allowancesChanged();
}
