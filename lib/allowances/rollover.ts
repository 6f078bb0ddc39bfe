import { type Draft, posting } from "../db/chain";
import { db } from "../db/client";
import { type Statement, type Turn, write } from "../db/write";
import type { Credits } from "../money";
import type { Chosen } from "./choose";
import { newBalance } from "./new-balance";
import { type Period, periodAt, rollingMs } from "./window";

type Pot = { id: string; leftCredits: Credits; grantedCredits: Credits };

/**
 * Moves what the period before has left to the one that `now` is in, where it lasts as long as
 * that does. Again whenever something came back to the old one: each credit moves once.
 */
export async function rollOver(chosen: Chosen, now: number): Promise<void> {
  const { window, timeZone } = chosen.allowance;
  if (rollingMs(window) !== null || window === "none") return;
  const period = periodAt(window, timeZone, now);
  const before = periodAt(window, timeZone, period.start - 1);
  const moving = async (turn: Turn) => {
    const { drafts, statements } = await move({ chosen, period, before, now });
    return [...statements, ...(await posting(drafts)(turn))];
  };
  await write([], { alone: true, prepare: moving });
}

async function move(asked: { chosen: Chosen; period: Period; before: Period; now: number }) {
  const { chosen, period, before, now } = asked;
  const statements: Statement[] = [];
  const drafts: Draft[] = [];
  const make = (kind: "period" | "rollover", { start, end }: Period): Pot => {
    const { id, statement } = newBalance(chosen, { kind, start, end });
    statements.push(statement);
    return { id, leftCredits: 0, grantedCredits: 0 };
  };
  let old = await potOf(chosen, "period", before.start);
  if (!old) {
    // Nobody drew on it: all of it is left, if it was there at all.
    if (chosen.allowance.createdAt >= period.start) return { drafts, statements };
    const credits = chosen.allowance.amountCredits;
    old = { ...make("period", before), leftCredits: credits };
    const cause = "a period passed unused";
    drafts.push({ balanceId: old.id, kind: "opening", credits, cause, createdAt: now });
  }
  const next = await potOf(chosen, "rollover", period.start);
  // An overrun takes back what had moved, and no more.
  const credits = Math.max(old.leftCredits, -(next?.grantedCredits ?? 0));
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
    sql: `select id, granted_credits, granted_credits - spent_credits - reserved_credits as left
      from balances where allowance_id = ? and subject = ? and kind = ? and period_start = ?`,
    args: [allowance.id, subject, kind, start],
  });
  const [row] = rows;
  if (!row) return null;
  return {
    id: String(row.id),
    leftCredits: Number(row.left),
    grantedCredits: Number(row.granted_credits),
  };
}

/** What the period before would leave to one that nobody has drawn on yet. */
export async function comingOver(chosen: Chosen, period: Period): Promise<Credits> {
  const { window, timeZone, rollover, createdAt, amountCredits } = chosen.allowance;
  if (rollover === "none" || window === "none" || rollingMs(window) !== null) return 0;
  const before = periodAt(window, timeZone, period.start - 1);
  const old = await potOf(chosen, "period", before.start);
  if (old) return Math.max(0, old.leftCredits);
  return createdAt < period.start ? amountCredits : 0;
}
