import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { type Drawn, drawOn } from "../allowances/balances";
import { grant } from "../allowances/grant";
import { allowancesOf } from "../allowances/list";
import { makeAllowance } from "../allowances/testing";
import { tidyAllowances } from "../allowances/tidy";
import { db } from "../db/client";
import { allowances, balances, entries } from "../db/schema";
import { makeUser, testDatabase } from "../db/testing";
import { openModels } from "../models/open";
import { close } from "./close";
import { reserve } from "./reserve";
import { askOf, bookErrors, callOf, endingOf } from "./testing";

testDatabase();
beforeAll(() => openModels());

const admin = { kind: "admin-key", role: "admin" } as const;
const hour = 3_600_000;
const day = 24 * hour;
const noon = Date.UTC(2026, 10, 25, 12);
/** A token is 1,000 credits. */
const perToken = 1000;

type Allowance = Awaited<ReturnType<typeof makeAllowance>>;

async function own(over: Partial<Allowance> & { tokens: number }) {
  const userId = await makeUser();
  const { tokens, ...rest } = over;
  const createdAt = noon - 90 * day;
  const amountCredits = tokens * perToken;
  const mine = { level: "user", subjectId: userId, amountCredits, createdAt } as const;
  return { userId, allowance: await makeAllowance({ ...mine, ...rest }) };
}

/** A call of so many tokens at a time, closed at another at what it truly took. */
async function spend(userId: string, tokens: number, at: number, { used = tokens } = {}) {
  const input = { method: "bytes" as const, bytes: 0, messages: 0, tokens: 0 };
  const held = await reserve(askOf(callOf(userId), { input, outputTokens: tokens, now: at }));
  expect(held.maxOutputTokens).toBe(tokens);
  await close(held, endingOf(0, used));
  return held;
}

type Refusal = { message: string; extra: { resets_at: number; available_credits: number } };

const refused = (userId: string, tokens: number, at: number) =>
  spend(userId, tokens, at).then(
    () => expect.fail("there was room"),
    ({ message, extra }: Refusal) => ({ message, ...extra }),
  );

async function leftTokens(userId: string, at: number): Promise<number> {
  const [listed] = await allowancesOf(userId, at);
  return (listed?.remainingCredits ?? 0) / perToken;
}

const give = (allowance: Allowance, tokens: number, expiresAt: number | null, now: number) =>
  grant(
    {
      viewer: admin,
      allowance,
      input: { credits: tokens * perToken, expiresAt, note: null, userId: null },
      attempt: null,
    },
    now,
  );

const kindsOf = (drawn: Drawn[]) =>
  drawn.flatMap(({ balances }) => balances.map(({ kind, periodEnd }) => [kind, periodEnd]));

describe("a rolling window", () => {
  it("gives back exactly what was spent a window ago, when it was", async () => {
    const { userId } = await own({ window: "rolling-24h", tokens: 100 });
    await spend(userId, 60, noon);
    await spend(userId, 30, noon + hour);
    expect(await leftTokens(userId, noon + 2 * hour)).toBe(10);
    expect(await refused(userId, 50, noon + 2 * hour)).toMatchObject({
      available_credits: 10 * perToken,
      resets_at: noon + day,
    });
    const early = await refused(userId, 20, noon + day - 1);
    expect(early.available_credits).toBe(10 * perToken);
    expect(early.message).toMatch(/for this: it .* Enough of it comes back at 12:00 UTC\./);
    await spend(userId, 70, noon + day);
    expect(await leftTokens(userId, noon + day)).toBe(0);
    expect((await refused(userId, 1, noon + day)).resets_at).toBe(noon + day + hour);
    expect(await leftTokens(userId, noon + day + hour)).toBe(30);
    expect(await leftTokens(userId, noon + 3 * day)).toBe(100);
    expect(await bookErrors()).toEqual([]);
  });

  it("counts a call from when its hold was taken, however late it ends", async () => {
    const { userId } = await own({ window: "rolling-24h", tokens: 100 });
    const input = { method: "bytes" as const, bytes: 0, messages: 0, tokens: 0 };
    const held = await reserve(askOf(callOf(userId), { input, outputTokens: 80, now: noon }));
    await spend(userId, 20, noon + 2 * day);
    await close(held, endingOf(0, 80));
    expect(await leftTokens(userId, noon + 2 * day)).toBe(80);
    expect(await bookErrors()).toEqual([]);
  });
});

describe("grants", () => {
  it("are spent soonest-expiring first, across periods, and end with what is left", async () => {
    const { userId, allowance } = await own({ tokens: 10 });
    await give(allowance, 100, null, noon);
    await give(allowance, 20, noon + hour, noon);
    await give(allowance, 20, noon + 2 * day, noon);
    const midnight = Date.UTC(2026, 10, 26);
    expect(kindsOf(await drawOn([{ allowance, subject: "" }], noon))).toEqual([
      ["grant", noon + hour],
      ["period", midnight],
      ["grant", noon + 2 * day],
      ["grant", null],
    ]);
    await spend(userId, 25, noon);
    expect(await leftTokens(userId, noon)).toBe(125);
    // The next day has its own 10, and both grants that are left.
    expect(await leftTokens(userId, noon + day)).toBe(130);
    await spend(userId, 40, noon + day, { used: 15 });
    expect(await leftTokens(userId, noon + day)).toBe(115);
    expect(await leftTokens(userId, noon + 3 * day)).toBe(110);
    await tidyAllowances(noon + 3 * day);
    await tidyAllowances(noon + 3 * day);
    const ended = await db().select().from(entries).where(eq(entries.kind, "expiry"));
    expect(ended.map(({ credits }) => credits)).toEqual([-15 * perToken]);
    expect(await bookErrors()).toEqual([]);
  });

  it("have no part in an overrun: that is the amount's, and ends with its period", async () => {
    const { userId, allowance } = await own({ tokens: 10 });
    await give(allowance, 20, noon + hour, noon);
    await give(allowance, 5, null, noon);
    await spend(userId, 15, noon, { used: 60 });
    expect(await leftTokens(userId, noon)).toBe(35 - 60);
    // The grant that ends takes none of it along, and the one that stays is no debt tomorrow.
    expect(await leftTokens(userId, noon + 2 * hour)).toBe(10 + 5 - 45);
    expect(await leftTokens(userId, noon + day)).toBe(15);
    expect(await bookErrors(noon + day)).toEqual([]);
  });

  it("are given once for a key, and for each-user to somebody", async () => {
    const userId = await makeUser();
    const each = await makeAllowance({ level: "each-user", amountCredits: 0 });
    const input = { credits: 5000, expiresAt: null, note: "For the fair", userId };
    const attempt = { userId: "admin", key: "once", digest: "d" };
    const asked = { viewer: admin, allowance: each, input, attempt };
    const made = await Promise.all([1, 2, 3].map(() => grant(asked)));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(await leftTokens(userId, Date.now())).toBe(5);
    const nobody = { ...asked, attempt: null, input: { ...input, userId: null } };
    await expect(grant(nobody)).rejects.toMatchObject({ code: "invalid" });
    await db().update(allowances).set({ deletedAt: 1 }).where(eq(allowances.id, each.id));
    expect(await bookErrors()).toEqual([]);
  });
});

describe("rollover", () => {
  it("lets what a period left last for one more, also what came back late", async () => {
    const createdAt = noon - hour;
    const rolling = { tokens: 10, rollover: "period", createdAt } as const;
    const { userId, allowance } = await own(rolling);
    const input = { method: "bytes" as const, bytes: 0, messages: 0, tokens: 0 };
    const held = await reserve(askOf(callOf(userId), { input, outputTokens: 8, now: noon }));
    const next = noon + day;
    expect(await leftTokens(userId, next)).toBe(12);
    await spend(userId, 3, next);
    expect(await leftTokens(userId, next)).toBe(9);
    await close(held, endingOf(0, 1));
    await tidyAllowances(next);
    await tidyAllowances(next);
    expect(await leftTokens(userId, next)).toBe(16);
    const [old] = await db()
      .select()
      .from(balances)
      .where(eq(balances.allowanceId, allowance.id))
      .orderBy(balances.periodStart);
    expect(old?.grantedCredits).toBe(old?.spentCredits);
    // What rolled over once does not roll on; of the day's own, 9 are left.
    expect(await leftTokens(userId, next + day)).toBe(19);
    expect(await bookErrors()).toEqual([]);
  });

  it("of a period that nobody used is all of it, and of one before the allowance nothing", async () => {
    const { userId } = await own({ tokens: 10, rollover: "period" });
    await spend(userId, 15, noon);
    expect(await leftTokens(userId, noon)).toBe(5);
    const late = await own({ tokens: 10, rollover: "period", createdAt: noon });
    await spend(late.userId, 1, noon);
    expect(await leftTokens(late.userId, noon)).toBe(9);
    expect(await bookErrors()).toEqual([]);
  });
});
