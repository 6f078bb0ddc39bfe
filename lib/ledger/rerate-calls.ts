import type { Row } from "@libsql/client";
import { encodeTime } from "ulid";
import { db } from "../db/client";
import { invalid } from "../errors";
import type { Credits } from "../money";
import { holdOf } from "../pricing/bound";
import { costOf } from "../pricing/cost";
import type { Counts, Price, Rates } from "../pricing/price";

/** Which calls a corrected price is for: those of a model whose hold was taken within a period. */
export type Period = { modelKey: number; from: number; until: number };

/** A call with what it costs now, corrections included, and by the corrected price. */
export type Rerated = {
  usageId: string;
  userId: string;
  responseId: string | null;
  before: Credits;
  after: Credits;
  rates: Rates;
};

/** Calls in one transaction at most. */
const callsAtOnce = 500;
const rowsAtOnce = 2000;
/** A call that was told of may have begun so much later than it was written. */
const aheadMs = 600_000;

/**
 * The ids of the calls that began in the period and were written before `horizon` (an id), in
 * portions. Ids ascend with time, so it looks from the period on; and at few rows at a time, so
 * that a long table holds nothing up.
 */
export async function* callsOf(period: Period, horizon: string): AsyncGenerator<string[]> {
  let cursor = encodeTime(Math.max(0, period.from - aheadMs), 10).toLowerCase();
  let found: string[] = [];
  for (;;) {
    const { rows } = await db().$client.execute({
      sql: `select id, model_key, started_at, cost_credits from usage
        where id > ? and id < ? order by id limit ${rowsAtOnce}`,
      args: [cursor, horizon],
    });
    for (const row of rows.filter((one) => isOf(period, one))) {
      found.push(String(row.id));
      if (found.length === callsAtOnce) {
        yield found;
        found = [];
      }
    }
    if (rows.length < rowsAtOnce) break;
    cursor = String(rows.at(-1)?.id);
  }
  if (found.length > 0) yield found;
}

/** A recorded call without a price gets its first one elsewhere. */
function isOf({ modelKey, from, until }: Period, row: Row): boolean {
  const startedAt = Number(row.started_at);
  const priced = row.cost_credits !== null;
  return priced && row.model_key === modelKey && from <= startedAt && startedAt < until;
}

const callsSql = `
  select u.*, r.credits as held_credits, r.input_tokens_bound, r.max_output_tokens,
    r.kind as reservation_kind,
    (select counts from adjustments a where a.usage_id = u.id and a.counts is not null
      order by a.rowid desc limit 1) as true_counts,
    exists (select 1 from adjustments a where a.usage_id = u.id and a.kind = 'repeated') as repeated
  from json_each(?) k join usage u on u.id = k.value
    left join reservations r on r.id = u.reservation_id
  order by u.id`;

/** What these calls cost by `price`. Those that others have told of too stay as they are. */
export async function rerated(ids: string[], price: Price): Promise<Rerated[]> {
  const { rows } = await db().$client.execute({ sql: callsSql, args: [JSON.stringify(ids)] });
  return rows.filter((row) => row.repeated === 0).map((row) => toRerated(row, price));
}

function toRerated(row: Row, price: Price): Rerated {
  const counts = countsOf(row);
  const cost = nameable(() => costOf(price, counts));
  return {
    usageId: String(row.id),
    userId: String(row.user_id),
    responseId: row.response_id === null ? null : String(row.response_id),
    before: Number(row.cost_credits) + Number(row.adjusted_credits),
    after: wasHold(row, counts) ? wholeHold(row, price) : cost.credits,
    rates: cost.rates,
  };
}

/** The call's counts, or those a late word of the provider's corrected them to. */
function countsOf(row: Row): Counts {
  if (typeof row.true_counts === "string") return JSON.parse(row.true_counts);
  return {
    uncachedInput: Number(row.uncached_input_tokens),
    cachedInput: Number(row.cached_input_tokens),
    cacheWrite: Number(row.cache_write_tokens),
    output: Number(row.output_tokens),
    reasoning: Number(row.reasoning_tokens),
  };
}

/** Whether a call whose true cost nobody knows was charged its whole hold. */
function wasHold(row: Row, counts: Counts): boolean {
  const cost = Number(row.cost_credits);
  if (row.reservation_kind !== "call" || row.true_counts !== null) return false;
  if (cost !== Number(row.held_credits) || typeof row.rates !== "string") return false;
  const rates: Rates = JSON.parse(row.rates);
  return costOf({ ...rates, tiers: [], source: "" }, counts).credits !== cost;
}

function wholeHold(row: Row, price: Price): Credits {
  return nameable(() => {
    const hold = holdOf(price, Number(row.input_tokens_bound), Number(row.max_output_tokens));
    if (hold === null) throw new RangeError("More credits than 2^53 - 1");
    return hold;
  });
}

function nameable<T>(calculate: () => T): T {
  try {
    return calculate();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalid("price", "By this price a call costs more than can be named. Is it right?");
  }
}
