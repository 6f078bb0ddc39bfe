import { sql } from "drizzle-orm";
import { currentPeriod, drawOn, findBalances, isAmount } from "../lib/allowances/balances";
import type { Allowance } from "../lib/allowances/choose";
import { makeAllowance } from "../lib/allowances/testing";
import { tidyAllowances } from "../lib/allowances/tidy";
import { type Window, windows } from "../lib/allowances/window";
import { db } from "../lib/db/client";
import { users } from "../lib/db/schema";
import { statement, write } from "../lib/db/write";
import { newId } from "../lib/ids";
import { close } from "../lib/ledger/close";
import type { Reservation } from "../lib/ledger/reservation";
import { reserve } from "../lib/ledger/reserve";
import { spanAt, startOfDate } from "./calendar";
import { askFor, endedAs, same } from "./calls";
import { checkBooks } from "./compare";
import type { Databases } from "./database";
import { type Random, randomOf } from "./random";

const hour = 3_600_000;
const day = 24 * hour;
/** Three years with a leap day, and the ends of all of them. */
const from = Date.UTC(2026, 11, 20);
const to = Date.UTC(2029, 11, 20) + 20 * day;

/** East and west, both hemispheres, a half hour of summer time, and midnights that are skipped. */
export const walked = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Santiago",
  "Australia/Lord_Howe",
  "Africa/Cairo",
];
export const calendarWindows = windows.filter((window) => window.startsWith("calendar-"));
const price = { input: 1_000_000, output: 1_000_000 };

/** Each instant is in one period, and the periods of three years touch; how many there were. */
export function walkPeriods(zone: string, window: Window, random: Random): number {
  const allowance = { window, timeZone: zone } as Allowance;
  let at = from;
  let periods = 0;
  while (at < to) {
    const { start, end } = currentPeriod({ allowance }, at);
    same(`${window} of ${zone} at ${at}`, { start, end }, spanAt(window, zone, at));
    if (end === null) throw new Error(`${window} has no end`);
    if (periods > 0) same(`start of ${window} of ${zone}`, start, at);
    for (const inside of [start, end - 1, random.int(start, end - 1)]) {
      same(`${window} of ${zone} at ${inside}`, currentPeriod({ allowance }, inside), {
        start,
        end,
      });
    }
    same(`before ${start}`, currentPeriod({ allowance }, start - 1).end, start);
    at = end;
    periods += 1;
  }
  return periods;
}

async function payer(over: Partial<Allowance>): Promise<{ userId: string; allowance: Allowance }> {
  const userId = newId();
  const row = { id: userId, name: "Soak", role: "member" as const, createdAt: from };
  await write([statement(db().insert(users).values(row))]);
  const own = { level: "user", subjectId: userId, createdAt: from - 90 * day } as const;
  return { userId, allowance: await makeAllowance({ ...own, ...over }) };
}

const hold = (userId: string, tokens: number, now: number): Promise<Reservation> => {
  const person = { id: userId, guest: false, groups: [] };
  const call = { person, key: null, purpose: "chat", model: "m" };
  return reserve({ ...askFor({ call, price, input: 0, output: tokens }, now + hour), now });
};

const settle = (held: Reservation, output: number, now: number) =>
  close(
    held,
    endedAs("settled", { input: 0, output, charge: "counts", reachedWire: true }),
    {},
    now,
  );

/**
 * Calls around every midnight of three years, some of them across it: one opening for each period
 * that was used, and each call is charged to the period that it was taken in. `every`: days from
 * one to the next at most. Returns how many periods were used.
 */
export async function checkCalendar(
  databases: Databases,
  { zone, seed, every = 3 }: { zone: string; seed: number; every?: number },
): Promise<number> {
  const random = randomOf(seed);
  await databases.next({ durable: false });
  const people = await Promise.all(
    calendarWindows.map((window) => payer({ window, timeZone: zone, amountCredits: 1_000_000 })),
  );
  const expected = new Map<string, number>();
  let date = Math.floor(from / day);
  while (date * day < to) {
    const midnight = startOfDate(zone, date);
    for (const { userId, allowance } of people) {
      const at = midnight + random.pick([-1, -1, 0, 1, -hour, hour]);
      const tokens = random.int(1, 20);
      const held = await hold(userId, tokens, at);
      await settle(held, tokens, at + random.int(0, 2) * hour);
      const key = `${allowance.id} ${spanAt(allowance.window, zone, at).start}`;
      expected.set(key, (expected.get(key) ?? 0) + tokens * 1000);
    }
    date += random.int(1, every);
  }
  const rows = await db().all<{ key: string; spent: number; opened: number; given: number }>(sql`
    select allowance_id || ' ' || period_start as key, spent_credits as spent,
      granted_credits as given,
      (select count(*) from entries where balance_id = b.id and kind = 'opening') as opened
    from balances b`);
  same("periods", rows.length, expected.size);
  for (const { key, spent, opened, given } of rows) {
    same(
      `spent, openings and amount of ${key}`,
      [spent, opened, given],
      [expected.get(key), 1, 1_000_000],
    );
  }
  await tidyAllowances(to);
  await checkBooks();
  return rows.length;
}

type Sent = { leaves: number; credits: number };

/**
 * A rolling window beside a naive recomputation at every step. Returns how many calls there were,
 * and how many rows of entries were added up for them: each leaves once.
 */
export async function checkRolling(
  databases: Databases,
  { window, seed, steps }: { window: Window; seed: number; steps: number },
): Promise<{ calls: number; rows: number }> {
  const random = randomOf(seed);
  await databases.next({ durable: false });
  const amountCredits = 2_000_000;
  const { userId, allowance } = await payer({ window, amountCredits });
  const length =
    { "rolling-24h": 1, "rolling-7d": 7, "rolling-30d": 30 }[window as "rolling-7d"] * day;
  const sent: Sent[] = [];
  const open: { held: Reservation; at: number }[] = [];
  let now = from;
  let rows = 0;
  let calls = 0;
  for (let step = 0; step < steps; step += 1) {
    const oldest = sent.find(({ leaves }) => leaves > now)?.leaves ?? now;
    const on = [random.int(0, length / 20), random.int(0, hour), oldest - now + random.int(-1, 1)];
    now += Math.max(0, random.chance(0.02) ? length : random.pick(on));
    rows += await rowsToRoll(allowance.id, now);
    const left = await naiveLeft({ allowance, sent, open, now, amountCredits });
    const tokens = Math.min(random.int(1, 200), Math.floor(left / 1000));
    if (tokens > 0 && random.chance(0.8)) {
      open.push({ held: await hold(userId, tokens, now), at: now });
      calls += 1;
    }
    if (open.length === 0 || random.chance(0.3)) continue;
    const [ended] = open.splice(random.int(0, open.length - 1), 1);
    if (!ended) continue;
    const credits = random.int(0, ended.held.maxOutputTokens) * 1000;
    await settle(ended.held, credits / 1000, now);
    sent.push({ leaves: ended.at + length, credits });
    sent.sort((a, b) => a.leaves - b.leaves);
  }
  await checkBooks();
  if (rows > calls) throw new Error(`${rows} rows were added up for ${calls} calls`);
  return { calls, rows };
}

async function naiveLeft(asked: {
  allowance: Allowance;
  sent: Sent[];
  open: { held: Reservation }[];
  now: number;
  amountCredits: number;
}): Promise<number> {
  const { allowance, sent, open, now, amountCredits } = asked;
  const spent = sent.reduce((sum, { leaves, credits }) => (leaves > now ? sum + credits : sum), 0);
  const reserved = open.reduce((sum, { held }) => sum + held.credits, 0);
  const chosen = [{ allowance, subject: "" }];
  const [found] = await findBalances(chosen, now);
  const shown = found?.balances.find(isAmount);
  if (shown) same("shown", [shown.spentCredits, shown.reservedCredits], [spent, reserved]);
  const [drawn] = await drawOn(chosen, now);
  const balance = drawn?.balances.find(isAmount);
  same("drawn on", [balance?.spentCredits, balance?.reservedCredits], [spent, reserved]);
  return amountCredits - spent - reserved;
}

/** The entries that the next look at a rolling balance adds up. */
async function rowsToRoll(allowanceId: string, now: number): Promise<number> {
  const [row] = await db().all<{ count: number }>(sql`
    select count(*) as count from balances b join entries e on e.balance_id = b.id
      and e.leaves_at > b.rolled_until and e.leaves_at <= ${now}
    where b.allowance_id = ${allowanceId}`);
  return row?.count ?? 0;
}
