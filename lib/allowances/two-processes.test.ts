import { eq } from "drizzle-orm";
import { afterEach, expect, it, vi } from "vitest";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { balances, entries } from "../db/schema";
import { makeUser, testDatabase } from "../db/testing";
import { bookErrors } from "../ledger/testing";
import { drawOn } from "./balances";
import type { Allowance } from "./choose";
import { grant } from "./grant";
import { levelAmounts } from "./level";
import { makeAllowance } from "./testing";

testDatabase();
afterEach(async () => {
  vi.restoreAllMocks();
  expect(await bookErrors()).toEqual([]);
});

const admin: Viewer = { kind: "admin-key", role: "admin" };

/** What another process commits between our look and our write (soak/remote.ts has two of them). */
function meanwhile(commit: (batch: () => Promise<unknown>) => Promise<unknown>): void {
  const { writer } = db();
  if (!writer) throw new Error("A database file has a writer.");
  const batch = writer.commit.bind(writer);
  let isFirst = true;
  vi.spyOn(writer, "commit").mockImplementation(async (statements, durable) => {
    if (isFirst) {
      isFirst = false;
      await commit(() => batch(statements, durable));
    }
    return batch(statements, durable);
  });
}

const rowsOf = ({ id }: Allowance) =>
  db().select().from(balances).where(eq(balances.allowanceId, id));

it("gives to the balance that another made first", async () => {
  const userId = await makeUser();
  const allowance = await makeAllowance({ level: "user", subjectId: userId });
  const input = { credits: 7, expiresAt: null, note: null, userId: null };
  meanwhile(async () => {
    const made = { id: "another", allowanceId: allowance.id, subject: "", kind: "grant" as const };
    await db()
      .insert(balances)
      .values({ ...made, periodStart: 0, grantedCredits: 0 });
  });
  await grant({ viewer: admin, allowance, input, attempt: null });
  expect(await rowsOf(allowance)).toMatchObject([{ id: "another", grantedCredits: 7, seq: 1 }]);
});

it("opens a period once, whoever else does", async () => {
  const userId = await makeUser();
  const allowance = await makeAllowance({ level: "user", subjectId: userId, amountCredits: 50 });
  meanwhile((theirs) => theirs());
  const [drawn] = await drawOn([{ allowance, subject: "" }], Date.now());
  expect(drawn?.balances).toMatchObject([{ grantedCredits: 50, seq: 1 }]);
  expect(await rowsOf(allowance)).toHaveLength(1);
});

it("brings a balance to the amount that another set before it was there", async () => {
  const userId = await makeUser();
  const allowance = await makeAllowance({ level: "user", subjectId: userId, amountCredits: 50 });
  const [drawn] = await drawOn([{ allowance, subject: "" }], Date.now());
  const [balance] = drawn?.balances ?? [];
  await db().$client.execute({
    sql: "update allowances set amount_credits = 80 where id = ?",
    args: [allowance.id],
  });
  const start = balance?.periodStart ?? 0;
  const place = { kind: "period" as const, start };
  const level = { allowanceId: allowance.id, place, by: null, now: Date.now() };
  // On a file nobody else writes: nothing is to be done there.
  await levelAmounts(level);
  expect(await rowsOf(allowance)).toMatchObject([{ grantedCredits: 50 }]);
  vi.spyOn(db().$client, "protocol", "get").mockReturnValue("http");
  await levelAmounts(level);
  await levelAmounts(level);
  vi.restoreAllMocks();
  expect(await rowsOf(allowance)).toMatchObject([{ grantedCredits: 80, seq: 2 }]);
  const posted = db()
    .select()
    .from(entries)
    .where(eq(entries.balanceId, balance?.id ?? ""));
  expect((await posted).map(({ kind, credits }) => [kind, credits])).toEqual([
    ["opening", 50],
    ["adjustment", 30],
  ]);
});
