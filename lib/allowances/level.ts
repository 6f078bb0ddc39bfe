import { type Draft, posting } from "../db/chain";
import { db } from "../db/client";
import { write } from "../db/write";
import type { Credits } from "../money";

type Level = {
  allowanceId: string;
  /** Which period's balances, or the rolling one's. */
  place: { kind: "period" | "rolling"; start: number };
  /** One of them alone. */
  subject?: string;
  /** Else what the allowance says at that moment. */
  amountCredits?: Credits;
  by: string | null;
  now: number;
};

/** What each balance lacks of the amount of its allowance; grants are left aside. */
export async function lackingAmounts(level: Level): Promise<Draft[]> {
  const { allowanceId, place, subject = null, amountCredits = null, by, now } = level;
  const { rows } = await db().$client.execute({
    sql: `select b.id, coalesce(?4, a.amount_credits) - (
        select coalesce(sum(credits), 0) from entries where balance_id = b.id
          and usage_id is null and kind in ('opening', 'adjustment')) as lacking
      from balances b join allowances a on a.id = b.allowance_id
      where b.allowance_id = ?1 and b.kind = ?2 and b.period_start = ?3
        and (?5 is null or b.subject = ?5)`,
    args: [allowanceId, place.kind, place.start, amountCredits, subject],
  });
  const drafts = rows.map((row) => ({
    balanceId: String(row.id),
    kind: "adjustment" as const,
    credits: Number(row.lacking),
    cause: "the amount was changed",
    actorId: by,
    createdAt: now,
  }));
  return drafts.filter(({ credits }) => credits !== 0);
}

/**
 * After a write that an amount went into: on a database that others write too, one of them may
 * have changed it between our look and our write. Whoever wrote last finds all as it should be.
 */
export async function levelAmounts(level: Level): Promise<void> {
  if (db().$client.protocol === "file") return;
  while ((await lackingAmounts(level)).length > 0) {
    await write([], { alone: true, prepare: posting(() => lackingAmounts(level)) });
  }
}
