import { db } from "../db/client";
import { type Prepare, type Statement, write } from "../db/write";
import type { Price } from "../pricing/price";
import { correcting } from "./correct";
import { type Rerated, rerated } from "./rerate-calls";

/** A re-rating as it was confirmed. */
type Rerating = { id: string; price: Price; by: string; now: number };

/**
 * Corrects the cost of these calls, in one transaction. What this re-rating has corrected before
 * is left as it is, whatever has become of it since.
 */
export async function postReratings(
  ids: string[],
  { id: reratingId, price, by, now }: Rerating,
): Promise<void> {
  const prepare: Prepare = async (turn) => {
    const calls = (await rerated(await without(ids, reratingId), price)).filter(
      ({ before, after }) => before !== after,
    );
    const corrections = calls.map(({ usageId, after, rates }) => ({
      usageId,
      kind: "re-rating" as const,
      costCredits: after,
      rates,
      counts: null,
      reratingId,
      by,
    }));
    return [...(await correcting(corrections, now).prepare(turn)), ...calls.flatMap(responseOf)];
  };
  await write([], { alone: true, prepare });
}

async function without(ids: string[], reratingId: string): Promise<string[]> {
  const { rows } = await db().$client.execute({
    sql: `select value as id from json_each(?) where not exists (select 1 from adjustments
      where usage_id = value and kind = 're-rating' and rerating_id = ?)`,
    args: [JSON.stringify(ids), reratingId],
  });
  return rows.map(({ id }) => String(id));
}

/** The answer that the call made shows what it costs now. */
function responseOf({ responseId, usageId, after }: Rerated): Statement[] {
  if (responseId === null) return [];
  const sql = "update responses set cost_credits = ? where id = ? and usage_id = ?";
  return [{ sql, args: [after, responseId, usageId] }];
}
