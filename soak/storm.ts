import { sql } from "drizzle-orm";
import { db } from "../lib/db/client";
import { PurserError } from "../lib/errors";
import { close } from "../lib/ledger/close";
import type { Reservation } from "../lib/ledger/reservation";
import { reserve } from "../lib/ledger/reserve";
import { askFor, closeInModel, endingFor, same, wishOf } from "./calls";
import { costOf, type Held, leftOf, type Wish } from "./model";
import type { HeldCall, World } from "./world";

/**
 * Calls that begin and calls that end, all at once. What each gets depends on who was first, so
 * the model follows the commits: no allowance that had room has less than none afterwards.
 */
export async function storm(world: World): Promise<void> {
  const { random, now, held } = world;
  const wishes = Array.from({ length: random.int(2, 5) }, () => wishOf(world));
  for (const wish of wishes) await openPeriods(world, wish);
  const inDebt = debts(world);
  const ending = held.filter(({ state }) => state === "open").slice(-random.int(0, 4));
  world.operations += wishes.length + ending.length - 1;
  world.story.push(`storm of ${wishes.length}, and ${ending.map((call) => held.indexOf(call))}`);
  const commits: (() => Promise<void>)[] = [];
  const begins = wishes.map(async (wish) => {
    const deadline = now + random.int(1, 180) * 60_000;
    const reserved = (taken: unknown) => {
      commits.push(() => follow(world, { wish, deadline, reservation: taken as Reservation }));
    };
    await reserve({ ...askFor(wish, deadline), along: { reserved }, now }).catch(refused);
  });
  const ends = ending.map(async (call) => {
    const way = random.pick(["settled", "released"] as const);
    const { ending: told, cost } = endingFor(random, call, { state: way, overruns: 0 });
    const closed = () => {
      commits.push(async () => closeInModel(world, call, { state: way, cost }));
    };
    await close(call.reservation, told, { closed }, now);
  });
  await Promise.all([...begins, ...ends]);
  for (const commit of commits) await commit();
  for (const [key, debt] of debts(world)) {
    if (debt < (inDebt.get(key) ?? 0)) throw new Error(`${key} is overspent: ${debt} is left`);
  }
}

/** Periods begin before: what rolls over depends on what has ended by then. */
async function openPeriods(world: World, wish: Wish): Promise<void> {
  const price = { input: 1_000_000, output: 1_000_000 };
  const tooMuch = { ...wish, price, input: 1_000_000_000 };
  await reserve({ ...askFor(tooMuch, 0), now: world.now }).catch(refused);
  world.books.limit(tooMuch, world.now);
}

function refused(error: unknown): void {
  if (!(error instanceof PurserError && error.code === "allowance_exhausted")) throw error;
}

/** Accounts that have less than nothing, and how much. */
function debts({ books, now }: World): Map<string, number> {
  const debts = new Map<string, number>();
  for (const key of books.accounts.keys()) {
    const [id = "", whose = ""] = key.split(" ");
    const rule = books.rules.get(id);
    const pots = rule ? books.standing(rule, whose, now) : [];
    const left = pots.reduce((sum, pot) => sum + leftOf(pot, now), 0);
    if (left < 0) debts.set(key, left);
  }
  return debts;
}

/** Holds in the model what the ledger holds, on the same balances. */
async function follow(
  world: World,
  { wish, deadline, reservation }: Pick<HeldCall, "wish" | "deadline" | "reservation">,
): Promise<void> {
  const { books, now } = world;
  const { credits, maxOutputTokens, holds } = reservation;
  same("hold", credits, costOf(wish.price, wish.input, maxOutputTokens));
  const ids = JSON.stringify(holds.map(({ balanceId }) => balanceId));
  type Row = { id: string; key: string; kind: string; start: number };
  const rows = await db().all<Row>(sql`
    select id, allowance_id || ' ' || subject as key, kind, period_start as start from balances
    where id in (select value from json_each(${ids}))`);
  const parts = holds.map((hold): Held => {
    const row = rows.find(({ id }) => id === hold.balanceId);
    const pots = books.accounts.get(row?.key ?? "") ?? [];
    const pot = pots.find(({ kind, start }) => kind === row?.kind && start === row.start);
    if (!pot) throw new Error(`The model has no such balance: ${JSON.stringify(row)}`);
    pot.held += hold.credits;
    return { pot, credits: hold.credits, account: row?.key ?? "" };
  });
  for (const { rule, whose } of books.chosen(wish.call)) {
    const account = `${rule.id} ${whose}`;
    const sum = parts.reduce(
      (all, part) => (part.account === account ? all + part.credits : all),
      0,
    );
    same(`held of ${account}`, sum, credits);
  }
  const open = { state: "open", cost: 0, settledLate: false } as const;
  world.held.push({ reservation, wish, parts, taken: now, deadline, ...open });
}
