import { setImmediate as turn } from "node:timers/promises";
import { asc, eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { makeAllowance, makeBalance } from "../allowances/testing";
import { digestOf, posting } from "./chain";
import { db } from "./client";
import { balances, entries } from "./schema";
import { testDatabase } from "./testing";
import { write } from "./write";

testDatabase();

const refused = { sql: "insert into debts (balance_ids) values ('not JSON')", args: [] };

it("follows what is there, whichever of the commits that are under way fail", async () => {
  const { id: allowanceId } = await makeAllowance();
  const made = [await makeBalance({ allowanceId, subject: "a" })];
  made.push(await makeBalance({ allowanceId, subject: "b" }));
  const ends: Promise<string>[] = [];
  for (let n = 0; n < 300; n += 1) {
    const fails = n % 7 === 3 || n % 11 === 5;
    const drafts = made.slice(n % 3 === 0 ? 0 : 1).map(({ id }) => ({
      balanceId: id,
      kind: "grant" as const,
      credits: 1 + n,
      cause: fails ? "fails" : "goes",
      createdAt: n,
    }));
    const written = write(fails ? [refused] : [], { prepare: posting(drafts) });
    ends.push(written.then(() => "goes").catch((error) => String(error)));
    // Some come together, some while others are under way.
    if (n % 4 === 0) await turn();
  }
  const told = await Promise.all(ends);
  expect(told.filter((end) => end !== "goes" && !end.includes("malformed JSON"))).toEqual([]);
  const gone = told.flatMap((end, n) => (end === "goes" ? [n] : []));
  expect(gone).toEqual(told.flatMap((_, n) => (n % 7 === 3 || n % 11 === 5 ? [] : [n])));
  for (const [at, { id }] of made.entries()) {
    const chain = await db()
      .select()
      .from(entries)
      .where(eq(entries.balanceId, id))
      .orderBy(asc(entries.seq));
    const granted = chain.filter(({ kind }) => kind === "grant").map(({ createdAt }) => createdAt);
    const wanted = gone.filter((n) => at === 1 || n % 3 === 0);
    expect(granted.toSorted((a, b) => a - b)).toEqual(wanted);
    let before = "";
    for (const [place, { digest, ...row }] of chain.entries()) {
      expect([row.seq, digest]).toEqual([place + 1, digestOf(before, row)]);
      before = digest;
    }
    const [balance] = await db().select().from(balances).where(eq(balances.id, id));
    expect(balance).toMatchObject({ seq: chain.length, digest: before });
  }
});
