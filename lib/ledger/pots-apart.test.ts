import { eq } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { grant } from "../allowances/grant";
import { allowancesOf } from "../allowances/list";
import { patchAllowance } from "../allowances/patch";
import { makeAllowance } from "../allowances/testing";
import { tidyAllowances } from "../allowances/tidy";
import { db } from "../db/client";
import { balances } from "../db/schema";
import { makeUser, testDatabase } from "../db/testing";
import { openModels } from "../models/open";
import { close } from "./close";
import { holdsOf } from "./open";
import { reserve } from "./reserve";
import { askOf, bookErrors, callOf, endingOf } from "./testing";

/** What went wrong once where an allowance has several balances. */
testDatabase();
beforeAll(() => openModels());

const viewer = { kind: "admin-key", role: "admin" } as const;
const day = 86_400_000;
const noon = Date.UTC(2026, 10, 25, 12);
const tokens = (count: number) => count * 1000;

async function own(over: Parameters<typeof makeAllowance>[0]) {
  const userId = await makeUser();
  const mine = { level: "user", subjectId: userId, createdAt: noon - 90 * day } as const;
  return { userId, allowance: await makeAllowance({ ...mine, ...over }) };
}

const hold = (userId: string, outputTokens: number, now: number) => {
  const input = { method: "bytes" as const, bytes: 0, messages: 0, tokens: 0 };
  return reserve(askOf(callOf(userId), { input, outputTokens, now }));
};

const left = async (userId: string, at: number) =>
  ((await allowancesOf(userId, at))[0]?.remainingCredits ?? 0) / 1000;

it("lets calls at once not spend what makes up for a debt of another balance", async () => {
  const { userId, allowance } = await own({ amountCredits: tokens(10) });
  await close(await hold(userId, 10, noon), endingOf(0, 40), {}, noon);
  const input = { credits: tokens(50), expiresAt: null, note: null, userId: null };
  await grant({ viewer, allowance, input, attempt: null }, noon);
  expect(await left(userId, noon)).toBe(20);
  const both = await Promise.allSettled([hold(userId, 20, noon), hold(userId, 20, noon)]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await left(userId, noon)).toBe(0);
});

it("takes back of what rolled over no more than is there, when a late call overran", async () => {
  const rolls = { rollover: "period", amountCredits: tokens(10), createdAt: noon } as const;
  const { userId } = await own(rolls);
  const late = await hold(userId, 4, noon);
  const next = noon + day;
  await close(await hold(userId, 5, next), endingOf(0, 5), {}, next);
  await close(late, endingOf(0, 30), {}, next);
  await tidyAllowances(next);
  const pots = await db().select().from(balances).where(eq(balances.kind, "rollover"));
  expect(pots).toMatchObject([{ grantedCredits: tokens(5), spentCredits: tokens(5) }]);
  expect(await bookErrors()).toEqual([]);
});

it("rolls nothing over from a time that was paid for by days, when days become months", async () => {
  const { userId, allowance } = await own({ rollover: "period", amountCredits: tokens(10) });
  for (const at of [noon - 40 * day, noon - 30 * day]) {
    await close(await hold(userId, 10, at), endingOf(0, 10), {}, at);
  }
  const input = { window: "calendar-month", amountCredits: tokens(300) } as const;
  await patchAllowance({ viewer, allowance, input, now: noon });
  expect(await left(userId, noon)).toBe(300);
  await hold(userId, 1, noon);
  expect(await left(userId, noon)).toBe(299);
});

it("charges what was held in the order it was, also when a period has got another end", async () => {
  const monday = Date.UTC(2026, 10, 23, 12);
  const { userId, allowance } = await own({ amountCredits: tokens(10) });
  const soon = { credits: tokens(10), expiresAt: monday + 2 * day, note: null, userId: null };
  await grant({ viewer, allowance, input: soon, attempt: null }, monday);
  const held = await hold(userId, 20, monday);
  await patchAllowance({ viewer, allowance, input: { window: "calendar-week" }, now: monday });
  const found = (await holdsOf([held.id]))({ id: held.id });
  expect(found).toEqual(held.holds);
});
