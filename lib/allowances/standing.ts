import { and, count, eq, inArray, isNull, ne } from "drizzle-orm";
import { db } from "../db/client";
import { balances, groupMembers, users } from "../db/schema";
import type { Credits } from "../money";
import { type Balance, findBalances, isAmount, leftOf, type Place } from "./balances";
import { type Allowance, type Chosen, guestsSubject } from "./choose";
import { comingOver } from "./rollover";

/** How an allowance stands in its current period. remaining = amount - spent - reserved. */
export type Standing = {
  allowance: Allowance;
  amountCredits: Credits;
  spentCredits: Credits;
  reservedCredits: Credits;
  /** Below zero after an overrun, or when the amount was lowered below what is spent. */
  remainingCredits: Credits;
  /** Milliseconds; null where it never resets. */
  resetsAt: number | null;
  /** How many people it is for: they share it, or have one each. */
  people: number;
  /** What each of the balances that are drawn on has spent. */
  spentEach: Credits[];
  /** What is left of it beside the period's own amount, what ends soonest first. */
  beside: Beside[];
  /** Rolling: how much comes back at `resetsAt`; null for others, and where nothing will. */
  returnsCredits: Credits | null;
};

/** A grant, or what rolled over. */
export type Beside = {
  kind: "grant" | "rollover";
  leftCredits: Credits;
  /** Milliseconds; null until it is spent. */
  until: number | null;
};

/** How each stands for the one whose balance is chosen. Makes no balance: an unused one is full. */
export async function standingsOf(chosen: Chosen[], now: number): Promise<Standing[]> {
  const [found, people] = await Promise.all([
    findBalances(chosen, now),
    peopleOf(chosen.map(({ allowance }) => allowance)),
  ]);
  return Promise.all(
    found.map(async ({ allowance, subject, place, balances }) => {
      const unused = balances.some(isAmount)
        ? 0
        : allowance.amountCredits + (await comingOver({ allowance, subject }, place));
      return {
        allowance,
        people: people(allowance),
        resetsAt: resetOf(place, balances),
        returnsCredits: await returnsOf(balances),
        beside: balances.flatMap(toBeside),
        ...sumsOf(balances, unused),
      };
    }),
  );
}

/** When there is more again: the next period, or when something leaves the rolling window. */
function resetOf({ end }: Place, balances: Balance[]): number | null {
  return end ?? balances.find(isAmount)?.leavesAt ?? null;
}

function toBeside(balance: Balance): Beside[] {
  const { kind, periodEnd } = balance;
  const leftCredits = leftOf(balance);
  if (kind === "period" || kind === "rolling" || leftCredits <= 0) return [];
  return [{ kind, leftCredits, until: periodEnd }];
}

/** What leaves a rolling window at the next moment when something does. */
async function returnsOf(balances: Balance[]): Promise<Credits | null> {
  const { id = "", leavesAt = null } = balances.find(isAmount) ?? {};
  if (leavesAt === null) return null;
  const { rows } = await db().$client.execute({
    sql: "select sum(-credits) as credits from entries where balance_id = ? and leaves_at = ?",
    args: [id, leavesAt],
  });
  return Number(rows[0]?.credits ?? 0);
}

type Sums = Pick<
  Standing,
  "amountCredits" | "spentCredits" | "reservedCredits" | "remainingCredits" | "spentEach"
>;

function sumsOf(balances: Balance[], unusedCredits: Credits): Sums {
  const sum = (of: (balance: Balance) => Credits) =>
    balances.reduce((total, balance) => total + of(balance), 0);
  const amountCredits = unusedCredits + sum(({ grantedCredits }) => grantedCredits);
  const spentCredits = sum((balance) => balance.spentCredits);
  const reservedCredits = sum((balance) => balance.reservedCredits);
  const remainingCredits = amountCredits - spentCredits - reservedCredits;
  const spentEach = balances.length > 0 ? [spentCredits] : [];
  return { amountCredits, spentCredits, reservedCredits, remainingCredits, spentEach };
}

/**
 * How each stands for everybody it is for. Of an `each-user` allowance that is the mean: an even
 * share of what all were given, spent and hold, the latter two rounded up.
 */
export async function standingsOfAll(allowances: Allowance[], now: number): Promise<Standing[]> {
  const shared = await standingsOf(
    allowances.map((allowance) => ({ allowance, subject: "" })),
    now,
  );
  return Promise.all(
    shared.map(async (standing) => {
      const { allowance } = standing;
      if (allowance.level !== "each-user") return standing;
      const subjects = await subjectsWithBalance(allowance.id);
      const drawn = await standingsOf(
        subjects.map((subject) => ({ allowance, subject })),
        now,
      );
      return meanOf(standing, subjects, drawn);
    }),
  );
}

/** `drawn` are the subjects that have balances; everybody else has the whole amount. */
function meanOf(standing: Standing, subjects: string[], drawn: Standing[]): Standing {
  const { amountCredits: usual } = standing.allowance;
  const persons = subjects.filter((subject) => subject !== guestsSubject).length;
  const holders = Math.max(1, drawn.length + Math.max(0, standing.people - persons));
  const mean = (of: (each: Standing) => Credits) =>
    Math.ceil(drawn.reduce((sum, each) => sum + of(each), 0) / holders);
  const amountCredits = usual - mean((each) => usual - each.amountCredits);
  const spentCredits = mean((each) => each.spentCredits);
  const reservedCredits = mean((each) => each.reservedCredits);
  const remainingCredits = amountCredits - spentCredits - reservedCredits;
  const spentEach = drawn.flatMap((each) => each.spentEach);
  return { ...standing, amountCredits, spentCredits, reservedCredits, remainingCredits, spentEach };
}

/** Whose balances of an `each-user` allowance there are, of any period. */
async function subjectsWithBalance(allowanceId: string): Promise<string[]> {
  const rows = await db()
    .selectDistinct({ subject: balances.subject })
    .from(balances)
    .where(and(eq(balances.allowanceId, allowanceId), ne(balances.subject, "")));
  return rows.map(({ subject }) => subject);
}

/** How many people an allowance is for: a group's members, one, or everybody but guests. */
async function peopleOf(allowances: Allowance[]): Promise<(allowance: Allowance) => number> {
  const groupIds = allowances.flatMap(({ level, subjectId }) =>
    level === "group" && subjectId ? [subjectId] : [],
  );
  const [everybody, members] = await Promise.all([
    db()
      .select({ people: count() })
      .from(users)
      .where(and(ne(users.role, "guest"), isNull(users.disabledAt))),
    groupIds.length === 0
      ? []
      : db()
          .select({ groupId: groupMembers.groupId, people: count() })
          .from(groupMembers)
          .innerJoin(users, and(eq(users.id, groupMembers.userId), isNull(users.disabledAt)))
          .where(inArray(groupMembers.groupId, groupIds))
          .groupBy(groupMembers.groupId),
  ]);
  const ofGroup = new Map(members.map((row) => [row.groupId, row.people]));
  return ({ level, subjectId }) => {
    if (level === "user" || level === "key") return 1;
    if (level === "group") return ofGroup.get(subjectId ?? "") ?? 0;
    return everybody[0]?.people ?? 0;
  };
}
