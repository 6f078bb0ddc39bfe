import { and, eq, isNull } from "drizzle-orm";
import { actorId, type Viewer } from "../auth/viewer";
import { type Draft, posting } from "../db/chain";
import { db } from "../db/client";
import { allowances } from "../db/schema";
import { type Statement, statement, write } from "../db/write";
import { isOwnCap, onlyOwnCaps } from "./access";
import { type Place, placeOf } from "./balances";
import { checkAllowance } from "./check";
import type { Allowance } from "./choose";
import { allowancesChanged } from "./live";
import type { AllowanceInput } from "./schemas";

type Asked = { viewer: Viewer; allowance: Allowance; input: Partial<AllowanceInput>; now?: number };

/**
 * Changes an allowance (of `allowanceToChange`), at once: the balances of the period that is
 * running get an adjustment to the new amount, in the same write. An amount below what is spent
 * leaves less than nothing. A new window or zone starts a new period, unless it starts when the
 * old one did.
 */
export async function patchAllowance(asked: Asked): Promise<Allowance> {
  const { viewer, allowance, input } = asked;
  const wanted = { ...allowance, ...subjectOf(input), ...input };
  if (viewer.role !== "admin" && !isOwnCap(wanted, viewer)) throw onlyOwnCaps();
  return changeAllowance(asked);
}

/** The same for whoever may do it: the cap of a key is changed with the key (lib/keys). */
export async function changeAllowance(asked: Asked): Promise<Allowance> {
  const { viewer, allowance, input, now = Date.now() } = asked;
  const wanted = { ...allowance, ...subjectOf(input), ...input };
  const checked = await checkAllowance(pick(wanted));
  const changed: Allowance = { ...wanted, ...checked };
  const place = placeOf({ allowance: changed }, now);
  const by = actorId(viewer);
  await write([update(allowance.id, checked), endAt(allowance.id, place)], {
    alone: true,
    prepare: posting(() => adjustments({ allowance: changed, place, by, now })),
  });
  allowancesChanged();
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

function update(id: string, changed: AllowanceInput): Statement {
  return statement(
    db()
      .update(allowances)
      .set(changed)
      .where(and(eq(allowances.id, id), isNull(allowances.deletedAt))),
  );
}

/** Balances that go on under another window end when it does. */
function endAt(allowanceId: string, { kind, start, end }: Place): Statement {
  return {
    sql: `update balances set period_end = ?
      where allowance_id = ? and kind = ? and period_start = ? and period_end is not ?`,
    args: [end, allowanceId, kind, start, end],
  };
}

type Level = { allowance: Allowance; place: Place; by: string; now: number };

/** What each balance lacks of the new amount at the time of the write; grants are left aside. */
async function adjustments({ allowance, place, by, now }: Level): Promise<Draft[]> {
  const { rows } = await db().$client.execute({
    sql: `select id, (select coalesce(sum(credits), 0) from entries where balance_id = balances.id
        and usage_id is null and kind in ('opening', 'adjustment')) as amount
      from balances where allowance_id = ? and kind = ? and period_start = ?`,
    args: [allowance.id, place.kind, place.start],
  });
  return rows.map((row) => ({
    balanceId: String(row.id),
    kind: "adjustment",
    credits: allowance.amountCredits - Number(row.amount),
    cause: "the amount was changed",
    actorId: by,
    createdAt: now,
  }));
}
