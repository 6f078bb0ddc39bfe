import { inArray } from "drizzle-orm";
import fc from "fast-check";
import { expect, it } from "vitest";
import { allowancesChanged } from "../allowances/live";
import { makeAllowance } from "../allowances/testing";
import { db } from "../db/client";
import { balances } from "../db/schema";
import { makeUser, testDatabase } from "../db/testing";
import { close } from "./close";
import type { Reservation } from "./reservation";
import { reserve } from "./reserve";
import { askOf, bookErrors, callOf, endingOf } from "./testing";

testDatabase();

type Op =
  | { do: "reserve"; input: number; output: number; purpose: "chat" | "title"; times: number }
  | { do: "settle"; which: number; input: number; output: number }
  | { do: "release" | "expire" | "race"; which: number };

const small = fc.integer({ min: 0, max: 60 });
const which = fc.nat(30);
const op: fc.Arbitrary<Op> = fc.oneof(
  fc.record({
    do: fc.constant("reserve" as const),
    input: small,
    output: fc.integer({ min: 1, max: 60 }),
    purpose: fc.constantFrom("chat" as const, "title" as const),
    times: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ do: fc.constant("settle" as const), which, input: small, output: small }),
  fc.record({ do: fc.constantFrom("release", "expire", "race" as const), which }),
);

type Account = { granted: number; spent: number; reserved: number };
type Held = {
  reservation: Reservation;
  accounts: Account[];
  open: boolean;
  /** What it was swept at, until the truth comes. */
  swept: number | null;
};

const perToken = 1000;

/** The books as they should be: a few lines, no database, nothing shared with the ledger. */
class Books {
  readonly budget: Account;
  readonly cap: Account;
  readonly chat: Account;
  readonly held: Held[] = [];

  constructor([budget, cap, chat]: [number, number, number]) {
    const account = (granted: number) => ({ granted, spent: 0, reserved: 0 });
    this.budget = account(budget);
    this.cap = account(cap);
    this.chat = account(chat);
  }

  /** A budget for chat is used instead of the general one; the cap binds both. */
  accounts(purpose: "chat" | "title"): Account[] {
    return [purpose === "chat" ? this.chat : this.budget, this.cap];
  }

  /** The output limit that a reserve must get now; null when it must be refused. */
  limit({ input, output, purpose }: { input: number; output: number; purpose: "chat" | "title" }) {
    const rooms = this.accounts(purpose).map((a) => a.granted - a.spent - a.reserved);
    const fits = Math.floor(Math.min(...rooms) / perToken) - input;
    return fits >= Math.min(output, 16) ? Math.min(output, fits) : null;
  }

  hold(reservation: Reservation, accounts: Account[]) {
    for (const account of accounts) account.reserved += reservation.credits;
    this.held.push({ reservation, accounts, open: true, swept: null });
  }

  close(held: Held, credits: number, bySweeper: boolean): boolean {
    if (!held.open) {
      this.correct(held, credits, bySweeper);
      return false;
    }
    held.open = false;
    held.swept = bySweeper ? credits : null;
    for (const account of held.accounts) {
      account.reserved -= held.reservation.credits;
      account.spent += credits;
    }
    return true;
  }

  /** What the sweeper charged is corrected by the first who knows better. */
  correct(held: Held, credits: number, bySweeper: boolean) {
    if (held.swept === null || held.swept === credits || bySweeper) return;
    for (const account of held.accounts) account.spent += credits - held.swept;
    held.swept = null;
  }
}

async function doReserve(books: Books, userId: string, asked: Extract<Op, { do: "reserve" }>) {
  const { input, output, purpose, times } = asked;
  const ask = askOf(
    { ...callOf(userId), purpose },
    { input: { method: "bytes", bytes: input, messages: 0, tokens: input }, outputTokens: output },
  );
  const expected = books.limit(asked);
  const together = await Promise.allSettled(Array.from({ length: times }, () => reserve(ask)));
  const taken = together.flatMap((r) => (r.status === "fulfilled" ? [r.value] : []));
  for (const result of together) {
    if (result.status === "rejected") {
      expect(result.reason).toMatchObject({ code: "allowance_exhausted" });
    }
  }
  // One alone gets exactly what the model says; of several, the first does.
  const most = Math.max(0, ...taken.map(({ maxOutputTokens }) => maxOutputTokens));
  expect(most).toBe(expected ?? 0);
  for (const reservation of taken) {
    expect(reservation.credits).toBe((input + reservation.maxOutputTokens) * perToken);
    books.hold(reservation, books.accounts(purpose));
  }
  // Who was refused found too little room, seen from after all of them.
  if (taken.length < times) expect(books.limit(asked)).toBeNull();
}

const stateOfOp = {
  settle: "settled",
  release: "released",
  expire: "expired",
  race: "settled",
} as const;

async function doClose(books: Books, held: Held, asked: Exclude<Op, { do: "reserve" }>) {
  const spend = asked.do === "settle" ? asked : { input: 2, output: 3 };
  const charge = asked.do === "release" ? "nothing" : "counts";
  const ending = endingOf(spend.input, spend.output, { state: stateOfOp[asked.do], charge });
  const attempts = asked.do === "race" ? 3 : 1;
  const results = await Promise.all(
    Array.from({ length: attempts }, () => close(held.reservation, ending)),
  );
  const credits = charge === "nothing" ? 0 : (spend.input + spend.output) * perToken;
  const wins = results.filter(({ won }) => won).length;
  expect(wins).toBe(books.close(held, credits, asked.do === "expire") ? 1 : 0);
}

async function makeBooks(amounts: [number, number, number]) {
  const userId = await makeUser();
  const own = { level: "user", subjectId: userId, window: "none" } as const;
  const [budget, cap, chat] = amounts;
  const made = [
    await makeAllowance({ ...own, amountCredits: budget }),
    await makeAllowance({ ...own, amountCredits: cap, kind: "cap" }),
    await makeAllowance({ ...own, amountCredits: chat, purpose: "chat" }),
  ];
  allowancesChanged();
  return { userId, ids: made.map(({ id }) => id), books: new Books(amounts) };
}

async function stateOf(ids: string[], untouched: number[]): Promise<Account[]> {
  const rows = await db().select().from(balances).where(inArray(balances.allowanceId, ids));
  return ids.map((id, at) => {
    const row = rows.find(({ allowanceId }) => allowanceId === id);
    if (!row) return { granted: untouched[at] ?? 0, spent: 0, reserved: 0 };
    const { grantedCredits, spentCredits, reservedCredits } = row;
    return { granted: grantedCredits, spent: spentCredits, reserved: reservedCredits };
  });
}

it("agrees with a model of the books after every step of any sequence", async () => {
  const amount = fc.integer({ min: 0, max: 300 }).map((tokens) => tokens * perToken + 7);
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(amount, amount, amount),
      fc.array(op, { maxLength: 25 }),
      async (amounts, ops) => {
        const { userId, ids, books } = await makeBooks(amounts);
        for (const asked of ops) {
          const held = "which" in asked && books.held[asked.which % (books.held.length || 1)];
          if (asked.do === "reserve") await doReserve(books, userId, asked);
          else if (held) await doClose(books, held, asked);
          const expected = [books.budget, books.cap, books.chat];
          expect(await stateOf(ids, amounts)).toEqual(expected);
        }
      },
    ),
    { numRuns: 40 },
  );
  expect(await bookErrors()).toEqual([]);
}, 60_000);
