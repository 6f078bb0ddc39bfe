import { and, eq, isNull } from "drizzle-orm";
import { actorId, type Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { allowances, balances } from "../db/schema";
import { type Statement, statement, write } from "../db/write";
import { newId } from "../ids";
import { isOwnCap, onlyOwnCaps } from "./access";
import { checkAllowance } from "./check";
import type { Allowance } from "./choose";
import { allowancesChanged } from "./live";
import type { AllowanceInput } from "./schemas";
import { type Period, periodAt } from "./window";

type Asked = { viewer: Viewer; allowance: Allowance; input: Partial<AllowanceInput>; now?: number };

/**
 * Changes an allowance (of `allowanceToChange`), at once: the balances of the period that is
 * running get an adjustment to the new amount, in the same write. An amount below what is spent
 * leaves less than nothing. A new window or zone starts a new period, unless it starts when the
 * old one did.
 */
export async function patchAllowance(asked: Asked): Promise<Allowance> {
  const { viewer, allowance, input, now = Date.now() } = asked;
  const wanted = { ...allowance, ...subjectOf(input), ...input };
  if (viewer.role !== "admin" && !isOwnCap(wanted, viewer)) throw onlyOwnCaps();
  const changed: Allowance = { ...wanted, ...(await checkAllowance(pick(wanted))) };
  const period = periodAt(changed.window, changed.timeZone, now);
  const by = actorId(viewer);
  await write([update(changed), ...(await adjustments({ allowance: changed, period, by, now }))]);
  allowancesChanged();
  // A call may have opened a balance with the old amount between the look and the write.
  const missed = await adjustments({ allowance: changed, period, by, now });
  if (missed.length > 0) await write(missed);
  return changed;
}

/** Levels without a subject need not be told so. */
function subjectOf({ level }: Partial<AllowanceInput>): { subjectId?: null } {
  return level === "instance" || level === "each-user" ? { subjectId: null } : {};
}

function pick(allowance: Allowance): AllowanceInput {
  const { id, createdBy, createdAt, deletedAt, ...input } = allowance;
  return input;
}

function update(changed: Allowance): Statement {
  return statement(
    db()
      .update(allowances)
      .set(pick(changed))
      .where(and(eq(allowances.id, changed.id), isNull(allowances.deletedAt))),
  );
}

type Level = { allowance: Allowance; period: Period; by: string; now: number };

/** What a balance lacks of its allowance's amount, grants left aside, at the time of the write. */
const lacking = `((select amount_credits from allowances where id = balances.allowance_id)
  - (select coalesce(sum(entries.credits), 0) from entries
    where entries.balance_id = balances.id and entries.usage_id is null
      and entries.kind in ('opening', 'adjustment')))`;

async function adjustments({ allowance, period, by, now }: Level): Promise<Statement[]> {
  const rows = await db()
    .select({ id: balances.id, periodEnd: balances.periodEnd })
    .from(balances)
    .where(and(eq(balances.allowanceId, allowance.id), eq(balances.periodStart, period.start)));
  return rows.flatMap(({ id, periodEnd }) => [
    ...(periodEnd === period.end ? [] : [endAt(id, period.end)]),
    {
      sql: `insert into entries (id, balance_id, kind, credits, cause, actor_id, created_at)
        select ?, balances.id, 'adjustment', ${lacking}, 'the amount was changed', ?, ?
        from balances where balances.id = ? and ${lacking} <> 0`,
      args: [newId(), by, now, id],
    },
  ]);
}

function endAt(balanceId: string, periodEnd: number | null): Statement {
  return statement(db().update(balances).set({ periodEnd }).where(eq(balances.id, balanceId)));
}
