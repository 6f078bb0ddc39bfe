import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allowancesOf } from "../allowances/list";
import { patchAllowance } from "../allowances/patch";
import { makeAllowance } from "../allowances/testing";
import { periodAt, type Window } from "../allowances/window";
import { db } from "../db/client";
import { balances, entries } from "../db/schema";
import { makeUser, testDatabase } from "../db/testing";
import { openModels } from "../models/open";
import { close } from "./close";
import { reserve } from "./reserve";
import { askOf, bookErrors, callOf, endingOf } from "./testing";

testDatabase();
beforeAll(() => openModels());
afterAll(async () => expect(await bookErrors()).toEqual([]));

const admin = { kind: "admin-key", role: "admin" } as const;
const hour = 3_600_000;
const day = 24 * hour;
/** A token is 1,000 credits. */
const perToken = 1000;

const hold = (userId: string, tokens: number, now: number) => {
  const input = { method: "bytes" as const, bytes: 0, messages: 0, tokens: 0 };
  return reserve(askOf(callOf(userId), { input, outputTokens: tokens, now }));
};

async function spend(userId: string, tokens: number, now: number) {
  const held = await hold(userId, tokens, now);
  await close(held, endingOf(0, tokens));
  return held;
}

async function owner(over: Partial<Parameters<typeof makeAllowance>[0]> = {}) {
  const userId = await makeUser();
  const own = { level: "user", subjectId: userId, amountCredits: 100 * perToken } as const;
  return { userId, allowance: await makeAllowance({ ...own, createdAt: 0, ...over }) };
}

const left = async (userId: string, id: string, now: number) => {
  const listed = (await allowancesOf(userId, now)).find((each) => each.id === id);
  return (listed?.remainingCredits ?? 0) / perToken;
};

describe("over three years, in zones with and without summer time", () => {
  const zones = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
  ];
  const from = Date.UTC(2026, 0, 1);
  const until = Date.UTC(2029, 0, 1);
  const counts: [Window, number][] = [
    ["calendar-day", 1096],
    ["calendar-week", 157],
    ["calendar-month", 36],
  ];
  it.each(zones)(
    "each period follows the one before, none is missed or comes twice: %s",
    (zone) => {
      for (const [window, expected] of counts) {
        let { start, end } = periodAt(window, zone, from);
        let periods = 0;
        while (end !== null && end < until) {
          for (const at of [start, start + (end - start) / 2, end - 1]) {
            expect(periodAt(window, zone, Math.floor(at))).toEqual({ start, end });
          }
          const next = periodAt(window, zone, end);
          expect(next.start).toBe(end);
          ({ start, end } = next);
          periods += 1;
        }
        expect(Math.abs(periods - expected), `${window} ${periods}`).toBeLessThanOrEqual(1);
      }
    },
  );

  it("a day's amount is there once a day, on those of 23 and of 25 hours too", async () => {
    const { userId, allowance } = await owner({ timeZone: "Europe/Berlin" });
    // 27 March is before, 28 March has 23 hours, 31 October has 25.
    for (const first of [Date.UTC(2026, 2, 27, 23), Date.UTC(2026, 9, 23, 22)]) {
      let { start, end } = periodAt("calendar-day", "Europe/Berlin", first);
      for (let n = 0; n < 4 && end !== null; n++) {
        await spend(userId, 100, start);
        await expect(hold(userId, 16, end - 1)).rejects.toMatchObject({
          extra: { resets_at: end, available_credits: 0 },
        });
        ({ start, end } = periodAt("calendar-day", "Europe/Berlin", end));
      }
    }
    const opened = await db()
      .select({ start: balances.periodStart })
      .from(balances)
      .where(eq(balances.allowanceId, allowance.id));
    expect(new Set(opened.map(({ start }) => start)).size).toBe(opened.length);
  });
});

it("a hold across midnight is charged to the day it was taken in, and the next is whole", async () => {
  const { userId, allowance } = await owner();
  const midnight = Date.UTC(2026, 10, 26);
  const held = await hold(userId, 60, midnight - 1);
  expect(await left(userId, allowance.id, midnight - 1)).toBe(40);
  expect(await left(userId, allowance.id, midnight)).toBe(100);
  await spend(userId, 10, midnight);
  await close(held, endingOf(0, 50));
  expect(await left(userId, allowance.id, midnight - 1)).toBe(50);
  expect(await left(userId, allowance.id, midnight)).toBe(90);
});

it("a period is given once, however many come first at once", async () => {
  const { userId, allowance } = await owner({ window: "calendar-month" });
  const now = Date.UTC(2026, 10, 1);
  const all = await Promise.allSettled(Array.from({ length: 30 }, () => hold(userId, 16, now)));
  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(6);
  for (const each of all) if (each.status === "fulfilled") await close(each.value, endingOf(0, 0));
  const rows = await db()
    .select({ kind: entries.kind })
    .from(entries)
    .innerJoin(balances, eq(balances.id, entries.balanceId))
    .where(eq(balances.allowanceId, allowance.id));
  expect(rows.filter(({ kind }) => kind === "opening")).toHaveLength(1);
});

it("a change of the amount gives nothing again, and does not move when it refills", async () => {
  const { userId, allowance } = await owner();
  const now = Date.UTC(2026, 10, 25, 15);
  await spend(userId, 70, now);
  let changed = allowance;
  for (const tokens of [100, 120, 100, 100]) {
    const input = { amountCredits: tokens * perToken };
    changed = await patchAllowance({ viewer: admin, allowance: changed, input, now });
  }
  const [listed] = await allowancesOf(userId, now);
  expect(listed).toMatchObject({
    remainingCredits: 30 * perToken,
    resetsAt: Date.UTC(2026, 10, 26),
  });
});

it("each person of an each-user allowance has a period of their own, from the first call on", async () => {
  const each = await makeAllowance({ level: "each-user", amountCredits: 100 * perToken });
  const [ann, bob] = [await makeUser(), await makeUser()];
  const now = Date.UTC(2026, 10, 25, 15);
  await spend(ann, 100, now);
  await expect(hold(ann, 16, now)).rejects.toMatchObject({ code: "allowance_exhausted" });
  await spend(bob, 100, now);
  await spend(ann, 100, now + day);
  expect(await left(bob, each.id, now + day)).toBe(100);
});
