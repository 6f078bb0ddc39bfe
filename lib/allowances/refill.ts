import { db } from "../db/client";
import type { Credits } from "../money";
import { availableCredits, type Drawn, isAmount, placeOf } from "./balances";

/**
 * When there is room for `needed` again (ms), if nothing more is spent: the next period; of a
 * rolling window the moment at which enough has left it. Null where that never comes.
 */
export async function refillsAt(
  drawn: Drawn,
  needed: Credits,
  now: number,
): Promise<number | null> {
  const { kind, end } = placeOf(drawn, now);
  if (kind === "period") return end;
  const balance = drawn.balances.find(isAmount);
  if (!balance) return null;
  const { rows } = await db().$client.execute({
    sql: `select leaves_at from (select leaves_at, sum(-credits) over (order by leaves_at
          rows unbounded preceding) as gone from entries where balance_id = ?1 and leaves_at > ?2)
        where gone >= ?3
      union all select max(leaves_at) from entries where balance_id = ?1 and leaves_at > ?2
      limit 1`,
    args: [balance.id, now, needed - availableCredits(drawn)],
  });
  const leavesAt = rows[0]?.leaves_at ?? null;
  return leavesAt === null ? null : Number(leavesAt);
}
