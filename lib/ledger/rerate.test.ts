import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { grant } from "../allowances/grant";
import { makeAllowance } from "../allowances/testing";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { attemptOf } from "../db/once";
import { entries, reratings, usage } from "../db/schema";
import { makeUser, testDatabase } from "../db/testing";
import { openModels } from "../models/open";
import { putPrice } from "../models/put-price";
import { findModel } from "../models/registry";
import type { RerateInput } from "../models/schemas";
import { close } from "./close";
import { correct } from "./correct";
import { rerate } from "./rerate";
import { reserve } from "./reserve";
import { askOf, bookErrors, callOf, endingOf } from "./testing";

testDatabase();
beforeAll(() => openModels());

const viewer: Viewer = { kind: "admin-key", role: "admin" };
const hour = 3_600_000;
const start = Date.now() - 48 * hour;
const usd = (input: number) => ({ input: input * 1_000_000, output: 1_000_000 });

function demo() {
  const model = findModel("demo");
  if (!model) throw new Error("There is always a demo model");
  return model;
}

/** A call of `input` tokens at a thousand credits each, closed as it took. */
async function spend(userId: string, input: number, at: number, over = {}) {
  const { key, id } = demo();
  const bound = { method: "bytes" as const, bytes: input, messages: 0, tokens: input };
  const ask = { model: { key, id, demo: true }, input: bound, outputTokens: 16, now: at };
  const held = await reserve(askOf(callOf(userId), ask));
  const closed = await close(held, endingOf(input, 0, over));
  return closed.won ? closed.closed.usageId : null;
}

async function person(tokens: number) {
  const userId = await makeUser();
  const own = { level: "user", subjectId: userId, createdAt: start - hour } as const;
  await makeAllowance({ ...own, window: "rolling-30d", amountCredits: tokens * 1000 });
  await makeAllowance({ ...own, window: "none", kind: "cap", amountCredits: 1_000_000_000 });
  return userId;
}

async function ask(input: Partial<RerateInput> & { from: number }, attempt = null) {
  const all = { price: usd(2), in_force: false, ...input };
  return rerate({ viewer, model: demo(), input: all, attempt });
}

async function difference(input: Parameters<typeof ask>[0]) {
  const result = await ask(input);
  if (!("difference" in result)) throw new Error("Nothing was to be confirmed");
  return result.difference;
}

const costs = async (id: string | null) => {
  const [row] = await db()
    .select({ cost: usage.costCredits, adjusted: usage.adjustedCredits })
    .from(usage)
    .where(eq(usage.id, id ?? ""));
  return row;
};

describe("a corrected price", () => {
  it("is shown before it is posted, then posted once to each allowance of each call", async () => {
    const userId = await person(10_000);
    const before = await spend(userId, 7, start - 1);
    const first = await spend(userId, 10, start);
    const second = await spend(userId, 20, start + hour);
    const after = await spend(userId, 5, start + 2 * hour);
    const period = { from: start, to: start + 2 * hour };
    const shown = await difference(period);
    expect(shown).toMatchObject({
      calls: 2,
      changedCalls: 2,
      people: 1,
      before: 30_000,
      after: 60_000,
    });
    expect(shown.examples[0]).toEqual({ usageId: second, before: 20_000, after: 40_000 });
    expect(await costs(first)).toEqual({ cost: 10_000, adjusted: 0 });

    await ask({ ...period, confirm: shown.digest });
    await ask({ ...period, confirm: shown.digest });
    expect(await costs(before)).toEqual({ cost: 7000, adjusted: 0 });
    expect(await costs(first)).toEqual({ cost: 10_000, adjusted: 10_000 });
    expect(await costs(second)).toEqual({ cost: 20_000, adjusted: 20_000 });
    expect(await costs(after)).toEqual({ cost: 5000, adjusted: 0 });
    const posted = await db()
      .select()
      .from(entries)
      .where(eq(entries.usageId, first ?? ""));
    expect(posted.map(({ kind, credits }) => [kind, credits]).sort()).toEqual([
      ["adjustment", -10_000],
      ["adjustment", -10_000],
      ["charge", -10_000],
      ["charge", -10_000],
    ]);
    const leaving = posted.map(({ leavesAt }) => leavesAt).filter((at) => at !== null);
    expect(leaving).toEqual([start + 30 * 24 * hour, start + 30 * 24 * hour]);
    expect(await bookErrors()).toEqual([]);
  });

  it("gives back what was too much, to the balances that paid", async () => {
    const userId = await makeUser();
    const own = { level: "user", subjectId: userId, window: "none" } as const;
    const budget = await makeAllowance({ ...own, createdAt: start - hour, amountCredits: 30_000 });
    const topUp = { credits: 10_000, expiresAt: Date.now() + hour, note: null, userId: null };
    await grant({ viewer, allowance: budget, input: topUp, attempt: null });
    const at = start + 3 * hour;
    const call = await spend(userId, 12, at);
    const period = { from: at, to: at + 1, price: { input: 250_000, output: 0 } };
    const shown = await difference(period);
    expect(shown.after - shown.before).toBe(-9000);
    await ask({ ...period, confirm: shown.digest });
    const posted = await db()
      .select()
      .from(entries)
      .where(eq(entries.usageId, call ?? ""));
    const byBalance = new Map<string, number>();
    for (const { balanceId, credits } of posted) {
      byBalance.set(balanceId, (byBalance.get(balanceId) ?? 0) - credits);
    }
    expect([...byBalance.values()].sort()).toEqual([0, 3000]);
    expect(await bookErrors()).toEqual([]);
  });

  it("leaves what was not charged, and works a whole hold out again", async () => {
    const userId = await person(10_000);
    const at = start + 5 * hour;
    const nothing = { uncachedInput: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 };
    const failed = await spend(userId, 10, at, {
      state: "released",
      counts: nothing,
      charge: "nothing",
    });
    const lost = await spend(userId, 10, at, {
      state: "expired",
      counts: nothing,
      charge: "hold",
      alert: "for review",
      usageSource: "estimated",
    });
    expect(await costs(lost)).toEqual({ cost: 26_000, adjusted: 0 });
    const period = { from: at, to: at + 1 };
    await ask({ ...period, confirm: (await difference(period)).digest });
    expect(await costs(failed)).toEqual({ cost: 0, adjusted: 0 });
    expect(await costs(lost)).toEqual({ cost: 26_000, adjusted: 10_000 });
    expect(await bookErrors()).toEqual([]);
  });

  it("goes by the counts that came late, not by the hold that was charged", async () => {
    const userId = await person(10_000);
    const at = start + 6 * hour;
    const nothing = { uncachedInput: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 };
    const late = await spend(userId, 10, at, {
      state: "expired",
      counts: nothing,
      charge: "hold",
      alert: "for review",
      usageSource: "estimated",
    });
    const truth = { costCredits: 4000, rates: usd(1), counts: { ...nothing, uncachedInput: 4 } };
    const from = { usageId: late ?? "", kind: "late-settle" as const, reratingId: null, by: null };
    await correct([{ ...from, ...truth }]);
    const period = { from: at, to: at + 1 };
    const shown = await difference(period);
    expect(shown).toMatchObject({ before: 4000, after: 8000 });
    await ask({ ...period, confirm: shown.digest });
    expect(await costs(late)).toEqual({ cost: 26_000, adjusted: -18_000 });
    expect(await bookErrors()).toEqual([]);
  });

  it("reaches calls that cost nothing, more of them than one write takes", async () => {
    const userId = await person(0);
    const at = start + 7 * hour;
    const free = { price: { input: 0, output: 0, tiers: [], source: "test" } };
    const { key, id } = demo();
    const ids: (string | null)[] = [];
    for (let each = 0; each < 510; each++) {
      const held = await reserve(
        askOf(callOf(userId), { ...free, model: { key, id, demo: true }, now: at }),
      );
      const closed = await close(held, endingOf(1, 0));
      ids.push(closed.won ? closed.closed.usageId : null);
    }
    const period = { from: at, to: at + 1 };
    const shown = await difference(period);
    expect(shown).toMatchObject({ calls: 510, before: 0, after: 1_020_000 });
    await ask({ ...period, confirm: shown.digest });
    expect(await costs(ids.at(-1) ?? null)).toEqual({ cost: 0, adjusted: 2000 });
    expect(await bookErrors()).toEqual([]);
  });
});

describe("a confirmation", () => {
  it("of what has changed since is refused, and changes nothing", async () => {
    const userId = await person(10_000);
    const at = start + 9 * hour;
    const one = await spend(userId, 10, at);
    const period = { from: at, to: at + hour };
    const { digest } = await difference(period);
    await spend(userId, 10, at + 1);
    await expect(ask({ ...period, confirm: digest })).rejects.toThrow("Look again");
    await expect(ask({ ...period, price: usd(3), confirm: digest })).rejects.toThrow("Look again");
    expect(await costs(one)).toEqual({ cost: 10_000, adjusted: 0 });
  });

  it("made twice at once, or again with its Idempotency-Key, is one", async () => {
    const userId = await person(10_000);
    const at = start + 11 * hour;
    const one = await spend(userId, 10, at);
    const period = { from: at, to: at + hour };
    const { digest } = await difference(period);
    const input = { ...period, price: usd(2), in_force: false, confirm: digest };
    const request = new Request("http://purser.test/api/models/demo/rerate", {
      method: "POST",
      headers: { "idempotency-key": "once" },
    });
    const attempt = attemptOf(request, "admin-key", input);
    const again = () => rerate({ viewer, model: demo(), input, attempt });
    const both = await Promise.all([again(), again(), ask(input)]);
    both.push(await again());
    expect(new Set(both.map((result) => "posted" in result && result.posted.id)).size).toBe(1);
    expect(await costs(one)).toEqual({ cost: 10_000, adjusted: 10_000 });
    expect(await bookErrors()).toEqual([]);
  });

  it("that was cut short after its start is finished by the next", async () => {
    const userId = await person(10_000);
    const at = start + 13 * hour;
    const [one, two] = [await spend(userId, 10, at), await spend(userId, 20, at)];
    const period = { from: at, to: at + hour };
    const { digest } = await difference(period);
    await db().run(sql`create trigger cut_short before insert on adjustments
      begin select raise(abort, 'cut short'); end`);
    await expect(ask({ ...period, confirm: digest })).rejects.toThrow();
    await db().run(sql`drop trigger cut_short`);
    expect(await costs(one)).toEqual({ cost: 10_000, adjusted: 0 });
    const [begun] = (await db().select().from(reratings)).filter(({ fromAt }) => fromAt === at);
    expect(await ask({ ...period, confirm: digest })).toEqual({ posted: begun });
    expect([await costs(one), await costs(two)].map((each) => each?.adjusted)).toEqual([
      10_000, 20_000,
    ]);
    expect(await bookErrors()).toEqual([]);
  });

  it("of a second correction starts from what the first has made of it", async () => {
    const userId = await person(10_000);
    const at = start + 15 * hour;
    const one = await spend(userId, 10, at);
    const period = { from: at, to: at + hour };
    await ask({ ...period, confirm: (await difference(period)).digest });
    const back = await difference({ ...period, price: usd(1) });
    expect(back).toMatchObject({ before: 20_000, after: 10_000 });
    await ask({ ...period, price: usd(1), confirm: back.digest });
    expect(await costs(one)).toEqual({ cost: 10_000, adjusted: 0 });
    expect(await bookErrors()).toEqual([]);
  });

  it("puts the price in force for the period, and no longer", async () => {
    const at = start + 17 * hour;
    const period = { from: at, to: at + hour, price: usd(4) };
    const now = demo().priceAt(Date.now());
    const { digest } = await difference(period);
    await ask({ ...period, in_force: true, confirm: digest });
    const inputAt = (time: number) => demo().priceAt(time)?.input;
    expect([at - 1, at, at + hour - 1, at + hour].map(inputAt)).toEqual([
      now?.input,
      4_000_000,
      4_000_000,
      now?.input,
    ]);
  });

  it("puts the price in force from then on, over what was set since, until what is to come", async () => {
    const at = start + 19 * hour;
    const later = Date.now() + hour;
    const input = (one: number, effective_from: number) => ({ price: usd(one), effective_from });
    await putPrice({ viewer, model: demo(), input: input(5, at + hour) });
    await putPrice({ viewer, model: demo(), input: input(6, later) });
    const { digest } = await difference({ from: at, price: usd(7) });
    await ask({ from: at, price: usd(7), in_force: true, confirm: digest });
    const inputAt = (time: number) => demo().priceAt(time)?.input;
    expect([at, at + hour, Date.now(), later].map(inputAt)).toEqual([7e6, 7e6, 7e6, 6e6]);
  });

  it("is for a period that has passed", async () => {
    const at = start;
    await expect(ask({ from: at, to: at })).rejects.toThrow("before `to`");
    await expect(ask({ from: at, to: Date.now() + hour })).rejects.toThrow("has passed");
  });
});
