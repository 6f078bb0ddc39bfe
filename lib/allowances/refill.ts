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
    sql: `select leaves_at, sum(-credits) over (order by leaves_at, seq) as gone from entries
      where balance_id = ? and leaves_at > ? order by leaves_at, seq`,
    args: [balance.id, now],
  });
  const lacking = needed - availableCredits(drawn);
  const enough = rows.find(({ gone }) => Number(gone) >= lacking) ?? rows.at(-1);
  return enough ? Number(enough.leaves_at) : null;
}
