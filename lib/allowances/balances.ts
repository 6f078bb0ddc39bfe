import { sql } from "drizzle-orm";
import { prepared } from "../db/prepared";
import { balances } from "../db/schema";
import { type Statement, write } from "../db/write";
import { newId } from "../ids";
import type { Credits } from "../money";
import { one } from "../one";
import type { Chosen } from "./choose";
import { type Period, periodAt, type Window } from "./window";

type Balance = typeof balances.$inferSelect;

/** A chosen allowance with its balance of the current period. */
export type Drawn = Chosen & { balance: Balance };

/** What a hold may take; below 0 after an overrun. */
export function availableCredits({ balance }: Pick<Drawn, "balance">): Credits {
  return balance.grantedCredits - balance.spentCredits - balance.reservedCredits;
}

/** The balances of the period that `now` (ms) is in; those not there yet are made. */
export async function drawOn(chosen: readonly Chosen[], now: number): Promise<Drawn[]> {
  if (chosen.length === 0) return [];
  const asked = chosen.map((each) => ({ ...each, period: currentPeriod(each, now) }));
  const found = await find(asked);
  const missing = asked.filter((each) => !found.has(keyOf(each)));
  if (missing.length > 0) {
    await write(missing.flatMap((each) => openBalance(each, now)));
    for (const [key, balance] of await find(missing)) found.set(key, balance);
  }
  return asked.map(({ allowance, subject, period }) => {
    const balance = found.get(keyOf({ allowance, subject, period }));
    if (!balance) throw new Error(`The balance of allowance ${allowance.id} could not be made`);
    return { allowance, subject, balance };
  });
}

/** As `drawOn`, without making any: null where a period was not drawn on yet. */
export async function findBalances(
  chosen: readonly Chosen[],
  now: number,
): Promise<(Chosen & { period: Period; balance: Balance | null })[]> {
  const asked = chosen.map((each) => ({ ...each, period: currentPeriod(each, now) }));
  const found = asked.length > 0 ? await find(asked) : new Map<string, Balance>();
  return asked.map((each) => ({ ...each, balance: found.get(keyOf(each)) ?? null }));
}

type Asked = Chosen & { period: Period };

function keyOf({ allowance, subject, period }: Asked): string {
  return `${allowance.id} ${subject} ${period.start}`;
}

const findQuery = prepared((database) =>
  database
    .select()
    .from(balances)
    .where(
      sql`(${balances.allowanceId}, ${balances.subject}, ${balances.periodStart}) in
        (select value ->> 0, value ->> 1, value ->> 2 from json_each(${sql.placeholder("keys")}))`,
    )
    .prepare(),
);

async function find(asked: Asked[]): Promise<Map<string, Balance>> {
  const keys = asked.map(({ allowance, subject, period }) => [allowance.id, subject, period.start]);
  const rows = await findQuery().all({ keys: JSON.stringify(keys) });
  return new Map(rows.map((row) => [`${row.allowanceId} ${row.subject} ${row.periodStart}`, row]));
}

/**
 * Makes the balance of a period and fills it with its opening entry, once: whoever comes second
 * writes nothing. The amount is the allowance's at the moment of the commit.
 */
function openBalance({ allowance, subject, period }: Asked, now: number): Statement[] {
  const balanceId = newId();
  return [
    {
      sql: `insert into balances (id, allowance_id, subject, period_start, period_end,
          granted_credits, spent_credits, reserved_credits)
        values (?, ?, ?, ?, ?, 0, 0, 0)
        on conflict (allowance_id, subject, period_start) do nothing`,
      args: [balanceId, allowance.id, subject, period.start, period.end],
    },
    {
      sql: `insert into entries (id, balance_id, kind, credits, cause, created_at)
        select ?, balances.id, 'opening', allowances.amount_credits, 'a period began', ?
        from balances join allowances on allowances.id = balances.allowance_id
        where balances.id = ?`,
      args: [newId(), now, balanceId],
    },
  ];
}

/** The period of an allowance at `now`, worked out once per window and zone while it lasts. */
export function currentPeriod({ allowance }: Pick<Chosen, "allowance">, now: number): Period {
  const periods = one("periods", () => new Map<string, Period>());
  const key = `${allowance.window} ${allowance.timeZone}`;
  const known = periods.get(key);
  if (known && known.start <= now && (known.end === null || now < known.end)) return known;
  const period = periodAt(allowance.window as Window, allowance.timeZone, now);
  periods.set(key, period);
  return period;
}
