import { expect, it } from "vitest";
import { newId } from "../ids";
import { posting } from "./chain";
import { db } from "./client";
import { checkClock } from "./clock";
import { allowances, balances } from "./schema";
import { testDatabase } from "./testing";
import { write } from "./write";

testDatabase();

const minute = 60_000;

it("accepts any clock on empty books", async () => {
  await expect(checkClock(0)).resolves.toBeUndefined();
});

it("refuses a clock well before the newest entry", async () => {
  const now = Date.now();
  const [allowanceId, balanceId] = [newId(), newId()];
  await db().insert(allowances).values({
    id: allowanceId,
    name: "Default",
    kind: "budget",
    level: "instance",
    window: "none",
    timeZone: "UTC",
    amountCredits: 1,
    createdAt: now,
  });
  await db()
    .insert(balances)
    .values({ id: balanceId, allowanceId, subject: "", periodStart: 0, grantedCredits: 0 });
  const entry = { balanceId, kind: "opening", credits: 1, cause: "test" } as const;
  await write([], { prepare: posting([{ ...entry, createdAt: now }]) });
  await expect(checkClock(now - 4 * minute)).resolves.toBeUndefined();
  await expect(checkClock(now - 6 * minute)).rejects.toThrow("is 6 minutes behind");
});
