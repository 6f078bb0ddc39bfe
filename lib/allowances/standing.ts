import { and, count, eq, inArray, isNull, ne, or } from "drizzle-orm";
import { db } from "../db/client";
import { balances, groupMembers, users } from "../db/schema";
import type { Credits } from "../money";
import { currentPeriod, findBalances } from "./balances";
import { type Allowance, type Chosen, guestsSubject } from "./choose";

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
};

type Balance = typeof balances.$inferSelect;

/** How each stands for the one whose balance is chosen. Makes no balance: an unused one is full. */
export async function standingsOf(chosen: Chosen[], now: number): Promise<Standing[]> {
  const [found, people] = await Promise.all([
    findBalances(chosen, now),
    peopleOf(chosen.map(({ allowance }) => allowance)),
  ]);
  return found.map(({ allowance, period, balance }) => {
    const amountCredits = balance?.grantedCredits ?? allowance.amountCredits;
    const spentCredits = balance?.spentCredits ?? 0;
    const reservedCredits = balance?.reservedCredits ?? 0;
    return {
      allowance,
      amountCredits,
      spentCredits,
      reservedCredits,
      remainingCredits: amountCredits - spentCredits - reservedCredits,
      resetsAt: period.end,
      people: people(allowance),
      spentEach: balance ? [spentCredits] : [],
    };
  });
}

/**
 * How each stands for everybody it is for. Of an `each-user` allowance that is the mean: an even
 * share of what all were given, spent and hold, the latter two rounded up.
 */
export async function standingsOfAll(allowances: Allowance[], now: number): Promise<Standing[]> {
  const each = allowances.filter(({ level }) => level === "each-user");
  const [shared, rows] = await Promise.all([
    standingsOf(
      allowances.map((allowance) => ({ allowance, subject: "" })),
      now,
    ),
    balancesOfEach(each, now),
  ]);
  return shared.map((standing) =>
    standing.allowance.level === "each-user"
      ? meanOf(
          standing,
          rows.filter((row) => row.allowanceId === standing.allowance.id),
        )
      : standing,
  );
}

/** `drawn` are the balances that were drawn on; everybody else has the whole amount. */
function meanOf(standing: Standing, drawn: Balance[]): Standing {
  const { amountCredits: usual } = standing.allowance;
  const persons = drawn.filter(({ subject }) => subject !== guestsSubject).length;
  const holders = Math.max(1, drawn.length + Math.max(0, standing.people - persons));
  const mean = (of: (row: Balance) => Credits) =>
    Math.ceil(drawn.reduce((sum, row) => sum + of(row), 0) / holders);
  const amountCredits = usual - mean((row) => usual - row.grantedCredits);
  const spentCredits = mean((row) => row.spentCredits);
  const reservedCredits = mean((row) => row.reservedCredits);
  const remainingCredits = amountCredits - spentCredits - reservedCredits;
  const spentEach = drawn.map((row) => row.spentCredits);
  return { ...standing, amountCredits, spentCredits, reservedCredits, remainingCredits, spentEach };
}

async function balancesOfEach(each: Allowance[], now: number): Promise<Balance[]> {
  if (each.length === 0) return [];
  const current = each.map((allowance) =>
    and(
      eq(balances.allowanceId, allowance.id),
      eq(balances.periodStart, currentPeriod({ allowance }, now).start),
      ne(balances.subject, ""),
    ),
  );
  return db()
    .select()
    .from(balances)
    .where(or(...current));
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
    if (level === "user") return 1;
    if (level === "group") return ofGroup.get(subjectId ?? "") ?? 0;
    return everybody[0]?.people ?? 0;
  };
}
