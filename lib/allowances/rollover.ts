import { type Draft, posting } from "../db/chain";
import { db } from "../db/client";
import { type Prepare, type Statement, write } from "../db/write";
import type { Credits } from "../money";
import type { Allowance, Chosen } from "./choose";
import { newBalance } from "./new-balance";
import { type Period, periodAt, rollingMs } from "./window";

type Pot = { id: string; leftCredits: Credits };

/**
 * Moves what the period before has left to the one that `now` is in, where it lasts as long as
 * that does. Again whenever something came back to the old one: each credit moves once.
 */
export async function rollOver(chosen: Chosen, now: number): Promise<void> {
  await write([], { alone: true, prepare: rollingOver(chosen, now) });
}

/** The period that `now` is in and the one before it; null where none follows another. */
export function turnOf(
  { window, timeZone }: Pick<Allowance, "window" | "timeZone">,
  now: number,
): { period: Period; before: Period } | null {
  if (rollingMs(window) !== null || window === "none") return null;
  const period = periodAt(window, timeZone, now);
  return { period, before: periodAt(window, timeZone, period.start - 1) };
}

/** The same as part of a write of its own (`alone`). */
export function rollingOver(chosen: Chosen, now: number): Prepare {
  return async (turn) => {
    const periods = turnOf(chosen.allowance, now);
    if (!periods) return [];
    const { drafts, statements } = await move({ chosen, ...periods, now });
    return [...statements, ...(await posting(drafts)(turn))];
  };
}

async function move(asked: { chosen: Chosen; period: Period; before: Period; now: number }) {
  const { chosen, period, before, now } = asked;
  const statements: Statement[] = [];
  const drafts: Draft[] = [];
  const make = (kind: "period" | "rollover", { start, end }: Period): Pot => {
    const { id, statement } = newBalance(chosen, { kind, start, end });
    statements.push(statement);
    return { id, leftCredits: 0 };
  };
  let old = await potOf(chosen, "period", before.start);
  if (!old) {
    // Nobody drew on it: all of it is left, if it was there at all.
    if (!(await wasUnused(chosen, period, before))) return { drafts, statements };
    const credits = chosen.allowance.amountCredits;
    old = { ...make("period", before), leftCredits: credits };
    const cause = "a period passed unused";
    drafts.push({ balanceId: old.id, kind: "opening", credits, cause, createdAt: now });
  }
  const next = await potOf(chosen, "rollover", period.start);
  // An overrun takes back what had moved, as far as that is still there.
  const credits = Math.max(old.leftCredits, -Math.max(0, next?.leftCredits ?? 0));
  if (credits === 0) return { drafts, statements };
  const to = next ?? make("rollover", period);
  const entry = { kind: "rollover" as const, createdAt: now };
  drafts.push(
    { ...entry, balanceId: old.id, credits: -credits, cause: "left for the next period" },
    { ...entry, balanceId: to.id, credits, cause: "left from the period before" },
  );
  return { drafts, statements };
}

async function potOf(
  { allowance, subject }: Chosen,
  kind: "period" | "rollover",
  start: number,
): Promise<Pot | null> {
  const { rows } = await db().$client.execute({
    sql: `select id, granted_credits - spent_credits - reserved_credits as left
      from balances where allowance_id = ? and subject = ? and kind = ? and period_start = ?`,
    args: [allowance.id, subject, kind, start],
  });
  const [row] = rows;
  if (!row) return null;
  return { id: String(row.id), leftCredits: Number(row.left) };
}

/**
 * Whether a period that has no balance passed unused: the allowance was there, and nothing was
 * drawn on in that time under a window that it had before.
 */
async function wasUnused(
  { allowance, subject }: Chosen,
  period: Period,
  before: Period,
): Promise<boolean> {
  if (allowance.createdAt >= period.start) return false;
  const { rows } = await db().$client.execute({
    sql: `select 1 from balances b where allowance_id = ? and subject = ?
        and kind in ('period', 'rolling') and iif(period_end is null,
          (select created_at from entries where balance_id = b.id and seq = b.seq) >= ?3,
          period_end > ?3 and period_start < ?4) limit 1`,
    args: [allowance.id, subject, before.start, period.start],
  });
  return rows.length === 0;
}

/** What the period before would leave to one that nobody has drawn on yet. */
export async function comingOver(chosen: Chosen, period: Period): Promise<Credits> {
  const { window, timeZone, rollover, amountCredits } = chosen.allowance;
  if (rollover === "none" || window === "none" || rollingMs(window) !== null) return 0;
  const before = periodAt(window, timeZone, period.start - 1);
  const old = await potOf(chosen, "period", before.start);
  if (old) return Math.max(0, old.leftCredits);
  return (await wasUnused(chosen, period, before)) ? amountCredits : 0;
}
