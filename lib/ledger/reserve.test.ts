import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { allowancesChanged } from "../allowances/live";
import { makeAllowance } from "../allowances/testing";
import { db } from "../db/client";
import { balances, entries, groupMembers, groups, holds, reservations, usage } from "../db/schema";
import { makeUser, testDatabase } from "../db/testing";
import { statement, write } from "../db/write";
import { PurserError } from "../errors";
import { newId } from "../ids";
import { close } from "./close";
import { reserve } from "./reserve";
import { askOf, bookErrors, callOf, endingOf, makePayer } from "./testing";

testDatabase();

async function balanceOf(allowanceId: string) {
  const [row] = await db().select().from(balances).where(eq(balances.allowanceId, allowanceId));
  if (!row) throw new Error("no balance");
  const { grantedCredits: granted, spentCredits: spent, reservedCredits: reserved } = row;
  return { granted, spent, reserved };
}

async function refusalOf(promise: Promise<unknown>): Promise<PurserError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PurserError)) throw new Error(`not refused: ${error}`);
  return error;
}

it("holds, then settles the true cost and gives the rest back", async () => {
  const { call, allowanceId } = await makePayer(100_000);
  const held = await reserve(askOf(call));
  expect(held).toMatchObject({ credits: 20_000, maxOutputTokens: 10, lowered: false });
  expect(await balanceOf(allowanceId)).toEqual({ granted: 100_000, spent: 0, reserved: 20_000 });
  const result = await close(held, endingOf(3, 4));
  expect(result).toMatchObject({ won: true, closed: { costCredits: 7000, outcome: "done" } });
  expect(await balanceOf(allowanceId)).toEqual({ granted: 100_000, spent: 7000, reserved: 0 });
  expect(await bookErrors()).toEqual([]);
});

it("lets exactly ten of a hundred at once into room for ten", async () => {
  const { call, allowanceId } = await makePayer(205_000);
  const ask = askOf(call, { outputTokens: 10 });
  const all = await Promise.allSettled(Array.from({ length: 100 }, () => reserve(ask)));
  const held = all.filter(({ status }) => status === "fulfilled");
  expect(held).toHaveLength(10);
  for (const each of all) {
    if (each.status === "fulfilled") continue;
    expect(each.reason).toMatchObject({
      code: "allowance_exhausted",
      extra: {
        allowance: { id: allowanceId },
        needed_credits: 20_000,
        available_credits: 5000,
        reserved_credits: 200_000,
        resets_at: null,
      },
    });
  }
  expect(await balanceOf(allowanceId)).toEqual({ granted: 205_000, spent: 0, reserved: 200_000 });
  expect(await bookErrors()).toEqual([]);
});

it("never refuses what fits, however many come at once", async () => {
  const { call, allowanceId } = await makePayer(100 * 20_000);
  const all = await Promise.all(Array.from({ length: 100 }, () => reserve(askOf(call))));
  expect(all.every(({ lowered }) => !lowered)).toBe(true);
  expect((await balanceOf(allowanceId)).reserved).toBe(2_000_000);
});

it("lowers the output limit to what the room reaches for, down to the useful minimum", async () => {
  const { call } = await makePayer(10_000 + 26_000);
  const lowered = await reserve(askOf(call, { outputTokens: 100 }));
  expect(lowered).toMatchObject({ maxOutputTokens: 26, lowered: true, credits: 36_000 });
  const { call: poor } = await makePayer(10_000 + 15_999);
  const refused = await refusalOf(reserve(askOf(poor, { outputTokens: 100 })));
  expect(refused.extra).toMatchObject({ needed_credits: 26_000, available_credits: 25_999 });
  expect(refused.message).toContain("Nothing was sent and nothing was charged.");
});

it("writes nothing for a refusal, nor what was to be written along", async () => {
  const { call } = await makePayer(5);
  const id = newId();
  const along = {
    reserve: () => [statement(db().insert(groups).values({ id, name: id, createdAt: 1 }))],
  };
  await refusalOf(reserve(askOf(call, { along })));
  expect(await db().select().from(groups).where(eq(groups.id, id))).toEqual([]);
  const mine = eq(reservations.userId, call.userId);
  expect(await db().select().from(reservations).where(mine)).toEqual([]);
});

it("refuses a call that no budget pays for", async () => {
  const refused = await refusalOf(reserve(askOf(callOf(await makeUser()))));
  expect(refused.extra).toEqual({
    allowance: null,
    needed_credits: 20_000,
    available_credits: 0,
    reserved_credits: 0,
    resets_at: null,
  });
});

it("counts down every budget and cap, and the tightest of them refuses, all or none", async () => {
  const { call, allowanceId } = await makePayer(1_000_000);
  const groupId = newId();
  await write([
    statement(db().insert(groups).values({ id: groupId, name: groupId, createdAt: 1 })),
    statement(db().insert(groupMembers).values({ groupId, userId: call.userId })),
  ]);
  const budget = { level: "group", subjectId: groupId, window: "none" } as const;
  const team = await makeAllowance({ ...budget, amountCredits: 500_000 });
  const own = { level: "user", subjectId: call.userId, kind: "cap" } as const;
  const cap = await makeAllowance({ ...own, name: "My cap", amountCredits: 30_000 });
  allowancesChanged();
  const held = await reserve(askOf(call));
  const refused = await refusalOf(reserve(askOf(call)));
  expect(refused.extra).toMatchObject({
    allowance: { id: cap.id, name: "My cap" },
    available_credits: 10_000,
  });
  expect(refused.extra.resets_at).toBeGreaterThan(Date.now());
  await close(held, endingOf(1, 1));
  for (const id of [allowanceId, team.id, cap.id]) {
    expect(await balanceOf(id)).toMatchObject({ spent: 2000, reserved: 0 });
  }
  expect(await bookErrors()).toEqual([]);
});

it("charges an overrun in full, flags it, and judges the next call by the true balance", async () => {
  const { call, allowanceId } = await makePayer(25_000);
  const held = await reserve(askOf(call));
  await close(held, endingOf(10, 30));
  expect(await balanceOf(allowanceId)).toEqual({ granted: 25_000, spent: 40_000, reserved: 0 });
  const [row] = await db().select().from(usage).where(eq(usage.reservationId, held.id));
  expect(row).toMatchObject({ overrun: true, costCredits: 40_000 });
  const refused = await refusalOf(reserve(askOf(call)));
  expect(refused.extra).toMatchObject({ available_credits: -15_000 });
  expect(await bookErrors()).toEqual([]);
});

it("lets a call that costs nothing pass where nothing is left", async () => {
  const { call } = await makePayer(25_000);
  await close(await reserve(askOf(call)), endingOf(10, 30));
  const price = { input: 0, output: 0, tiers: [], source: "configuration" };
  expect(await reserve(askOf(call, { price }))).toMatchObject({ credits: 0, lowered: false });
});

it("releases without a charge, and keeps a usage row of what reached the wire", async () => {
  const { call, allowanceId } = await makePayer(100_000);
  const nothing = { state: "released", charge: "nothing", outcome: "failed" } as const;
  const refused = await close(await reserve(askOf(call)), endingOf(0, 0, nothing));
  const unsent = await reserve(askOf(call));
  const released = await close(unsent, endingOf(0, 0, { ...nothing, reachedWire: false }));
  expect(refused).toMatchObject({ closed: { usageId: expect.any(String), costCredits: 0 } });
  expect(released).toMatchObject({ closed: { usageId: null } });
  expect(await balanceOf(allowanceId)).toEqual({ granted: 100_000, spent: 0, reserved: 0 });
  expect(await bookErrors()).toEqual([]);
});

it("has one winner when settle, stop, sweep and retry come together", async () => {
  const { call } = await makePayer(1_000_000_000);
  for (let round = 0; round < 100; round += 1) {
    const held = await reserve(askOf(call));
    const wrote: string[] = [];
    const ways = ["settled", "released", "expired", "settled"] as const;
    const results = await Promise.all(
      ways.map((state) =>
        close(held, endingOf(1, 1, { state, because: state }), {
          closed: () => wrote.push(state),
        }),
      ),
    );
    const won = results.filter((result) => result.won);
    expect(won).toHaveLength(1);
    expect(wrote).toHaveLength(1);
    for (const result of results) {
      if (!result.won) expect(result).toMatchObject({ state: wrote[0], because: wrote[0] });
    }
  }
  expect(await bookErrors()).toEqual([]);
});

it("keeps its terms, holds and entries against any later hand", async () => {
  const { call } = await makePayer(100_000);
  const held = await reserve(askOf(call));
  const run = (sql: string) => write([{ sql, args: [held.id] }]);
  await expect(run("update reservations set credits = 1 where id = ?")).rejects.toThrow(/terms/);
  await expect(run("delete from holds where reservation_id = ?")).rejects.toThrow(/not deleted/);
  await close(held, endingOf(1, 1));
  const again = "insert into holds select id, 'x', 1 from reservations where id = ?";
  await expect(run(again)).rejects.toThrow(/open reservation/);
  const [entry] = await db().select().from(entries).limit(1);
  const grab = "update entries set credits = 1 where id = ?";
  await expect(write([{ sql: grab, args: [entry?.id ?? ""] }])).rejects.toThrow(/not changed/);
  expect(await db().select().from(holds).where(eq(holds.reservationId, held.id))).toHaveLength(1);
});

it("stands by what is committed, whatever those who are told of it do", async () => {
  const { call, allowanceId } = await makePayer(100_000);
  const said: unknown[] = [];
  const error = console.error;
  console.error = (...words: unknown[]) => said.push(words[0]);
  const fail = () => {
    throw new Error("a mistake of the caller");
  };
  const held = await reserve(askOf(call, { along: { reserved: fail } }));
  const result = await close(held, endingOf(1, 1), { closed: fail });
  console.error = error;
  expect(result.won).toBe(true);
  expect(said).toHaveLength(2);
  expect(await balanceOf(allowanceId)).toMatchObject({ spent: 2000, reserved: 0 });
});
