import { sql } from "drizzle-orm";
import { availableCredits, findBalances, isAmount } from "../lib/allowances/balances";
import type { Chosen } from "../lib/allowances/choose";
import { comingOver } from "../lib/allowances/rollover";
import { db } from "../lib/db/client";
import { bookErrors } from "../lib/ledger/testing";
import { same } from "./calls";
import { leftOf, type Pot, spentOf } from "./model";
import type { World } from "./world";

/** What is left, spent and held of every allowance, for everybody who has drawn on it. */
export async function compareBalances(world: World): Promise<void> {
  const { books, now } = world;
  const chosen = chosenOf(world);
  const found = await findBalances(chosen, now);
  for (const [at, { allowance, subject, balances, place }] of found.entries()) {
    const rule = books.rules.get(allowance.id);
    if (!rule) continue;
    const pots = books.standing(rule, subject, now);
    const sum = (of: (pot: Pot) => number) => pots.reduce((total, pot) => total + of(pot), 0);
    const total = (of: (balance: (typeof balances)[number]) => number) =>
      balances.reduce((all, balance) => all + of(balance), 0);
    const asked = chosen[at] ?? { allowance, subject };
    const isOpen = balances.some(isAmount);
    const unused = isOpen ? 0 : allowance.amountCredits + (await comingOver(asked, place));
    same(
      `available, spent and held of ${allowance.id} ${subject}`,
      [
        availableCredits({ balances }) + unused,
        total(({ spentCredits }) => spentCredits),
        total(({ reservedCredits }) => reservedCredits),
      ],
      [
        sum((pot) => leftOf(pot, now)) + books.unused(rule, subject, now),
        sum((pot) => spentOf(pot, now)),
        sum((pot) => pot.held),
      ],
    );
  }
}

function chosenOf({ books, rows }: World): Chosen[] {
  return [...books.accounts.keys()].flatMap((key) => {
    const [id = "", subject = ""] = key.split(" ");
    const allowance = rows.get(id);
    return allowance ? [{ allowance, subject }] : [];
  });
}

type Line = { kind: string; start: number; granted: number; spent: number; held: number };

/** Every pot there ever was, folded from its entries. */
export async function comparePots({ books, now }: World): Promise<void> {
  for (const [key, pots] of books.accounts) {
    const [id = "", whose = ""] = key.split(" ");
    const rows = await db().all<Line>(sql`
      select kind, period_start as start, granted_credits as granted,
        (select coalesce(-sum(credits), 0) from entries where balance_id = b.id
          and usage_id is not null and (leaves_at is null or leaves_at > ${now})) as spent,
        reserved_credits as held
      from balances b where allowance_id = ${id} and subject = ${whose}`);
    const lines = pots.map((pot) => {
      const { kind, start, granted, held } = pot;
      return { kind, start, granted, spent: spentOf(pot, now), held };
    });
    const inOrder = (some: Line[]) =>
      some.map(({ kind, start, granted, spent, held }) =>
        [kind, start, granted, spent, held].join(),
      );
    same(`all pots of ${key}`, inOrder(rows).sort(), inOrder(lines).sort());
  }
}

/**
 * The books by their own rules. An amount that was lowered below what is spent leaves less than
 * nothing, and nobody has overspent.
 */
export async function checkBooks(): Promise<void> {
  const lowered = await db().all<{ id: string }>(sql`select distinct balance_id as id from entries
    where kind = 'adjustment' and usage_id is null and credits < 0`);
  const excused = lowered.map(({ id }) => `balances ${id}: more is spent and held than granted`);
  // No hold is old at the beginning of time: the model's clock is not the machine's.
  const errors = await bookErrors(0);
  const wrong = errors.filter((error) => !excused.some((words) => error.startsWith(words)));
  if (wrong.length > 0) throw new Error(`The books: ${wrong.slice(0, 3).join("; ")}`);
}
