import type { Row } from "@libsql/client";
import { byAllowance, type Hold, spreadCharge } from "../allowances/spread";
import { type Draft, posting } from "../db/chain";
import { db } from "../db/client";
import { inserter } from "../db/insert";
import { adjustments } from "../db/schema";
import { type Prepare, type Statement, write } from "../db/write";
import { newId } from "../ids";
import type { Price } from "../pricing/price";
import { type Rerated, rerated } from "./rerate-calls";

/** A re-rating as it was confirmed. */
type Rerating = { id: string; price: Price; by: string; now: number };

const insertAdjustment = inserter(adjustments);

/**
 * Corrects the cost of these calls, in one transaction: of each an adjustment, and an entry on
 * each balance it counted down. What this re-rating has corrected before is left as it is.
 */
export async function postReratings(ids: string[], rerating: Rerating): Promise<void> {
  const prepare: Prepare = async (turn) => {
    const calls = (await rerated(await without(ids, rerating.id), rerating.price)).filter(
      ({ before, after }) => before !== after,
    );
    const pots = await potsOf(calls.map(({ usageId }) => usageId));
    const drafts = calls.flatMap((call) => draftsOf(call, pots.get(call.usageId) ?? [], rerating));
    return [
      ...calls.flatMap((call) => statementsOf(call, rerating)),
      ...(await posting(drafts)(turn)),
    ];
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
function statementsOf(call: Rerated, { id, by, now }: Rerating): Statement[] {
  const adjustment = insertAdjustment({
    id: newId(),
    usageId: call.usageId,
    kind: "re-rating",
    credits: call.after - call.before,
    rates: call.rates,
    reratingId: id,
    counts: null,
    createdBy: by,
    createdAt: now,
  });
  if (call.responseId === null) return [adjustment];
  const sql = "update responses set cost_credits = ? where id = ? and usage_id = ?";
  return [adjustment, { sql, args: [call.after, call.responseId, call.usageId] }];
}

/** What a balance was charged for a call; `leavesAt` as its charge has it. */
type Pot = Hold & { leavesAt: number | null };

function draftsOf(call: Rerated, pots: Pot[], { by, now }: Rerating): Draft[] {
  return byAllowance(pots).flatMap((charged) =>
    spreadCharge(charged, call.after).map(({ balanceId, credits, windowMs }, at) => {
      const pot = pots.find((one) => one.balanceId === balanceId);
      const leavesAt = windowMs === null ? null : call.startedAt + windowMs;
      return {
        balanceId,
        kind: "adjustment" as const,
        credits: (charged[at]?.credits ?? 0) - credits,
        usageId: call.usageId,
        leavesAt: pot?.leavesAt ?? leavesAt,
        cause: "a corrected price",
        actorId: by,
        createdAt: now,
      };
    }),
  );
}

/** The balances of a hold in their order, also where nothing was charged, then other charges. */
const potsSql = `
  with asked as (select value as usage_id from json_each(?)),
  counted as (
    select u.id as usage_id, h.balance_id, h.rowid as place from asked
      join usage u on u.id = asked.usage_id join holds h on h.reservation_id = u.reservation_id
    union all
    select e.usage_id, e.balance_id, 9e15 from asked join entries e on e.usage_id = asked.usage_id)
  select c.usage_id, c.balance_id, b.allowance_id, iif(b.kind = 'rolling', b.period_start, null)
      as window_ms,
    (select coalesce(-sum(credits), 0) from entries e
      where e.usage_id = c.usage_id and e.balance_id = c.balance_id) as charged,
    (select min(leaves_at) from entries e
      where e.usage_id = c.usage_id and e.balance_id = c.balance_id) as leaves_at
  from counted c join balances b on b.id = c.balance_id
  group by c.usage_id, c.balance_id order by c.usage_id, min(c.place), c.balance_id`;

async function potsOf(usageIds: string[]): Promise<Map<string, Pot[]>> {
  const { rows } = await db().$client.execute({ sql: potsSql, args: [JSON.stringify(usageIds)] });
  const pots = new Map<string, Pot[]>();
  for (const row of rows) {
    const usageId = String(row.usage_id);
    pots.set(usageId, [...(pots.get(usageId) ?? []), toPot(row)]);
  }
  return pots;
}

function toPot(row: Row): Pot {
  return {
    balanceId: String(row.balance_id),
    allowanceId: String(row.allowance_id),
    credits: Number(row.charged),
    windowMs: row.window_ms === null ? null : Number(row.window_ms),
    leavesAt: row.leaves_at === null ? null : Number(row.leaves_at),
  };
}
