import { placeOf } from "../allowances/balances";
import type { Chosen } from "../allowances/choose";
import { db } from "../db/client";

/** Within what a threshold is noticed once: it is known by `start`, and noticed after `since`. */
export type NoticePeriod = { start: number; since: number };

/**
 * Of a calendar window its period; of a rolling one its length up to now; of one that is topped up
 * by hand the time since it was topped up last.
 */
export async function noticePeriod(chosen: Chosen, now: number): Promise<NoticePeriod> {
  const { kind, start } = placeOf(chosen, now);
  if (kind === "rolling") return { start: now, since: now - start };
  if (chosen.allowance.window !== "none") return { start, since: start - 1 };
  const toppedUp = await lastToppedUp(chosen);
  return { start: toppedUp, since: toppedUp - 1 };
}

async function lastToppedUp({ allowance, subject }: Chosen): Promise<number> {
  const { rows } = await db().$client.execute({
    sql: `select max(e.created_at) as at from entries e join balances b on b.id = e.balance_id
      where b.allowance_id = ? and b.subject = ? and e.usage_id is null and e.credits > 0`,
    args: [allowance.id, subject],
  });
  return Number(rows[0]?.at ?? 0);
}
