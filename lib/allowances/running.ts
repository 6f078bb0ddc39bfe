import { db } from "../db/client";
import type { Credits } from "../money";
import type { Allowance } from "./choose";
import type { Entry } from "./entries";
import { rollingMs } from "./window";

/** A balance with what its entries came to after the newest one that is shown. */
export type Pot = {
  id: string;
  subject: string;
  kind: Entry["balance"];
  periodStart: number;
  periodEnd: number | null;
  sumCredits: Credits;
};

type Told = Pick<Entry, "id" | "balanceId" | "subject" | "kind" | "credits" | "createdAt">;

/**
 * What an allowance came to, after each of `entries` (newest first, none left out): what was
 * given less what was spent, holds left aside. Null where an entry is of a period that was over, as
 * it changed nothing of what there was then; before a period is opened, as its amount is there and
 * not posted yet; and where two overlap after a change of the window. Pure.
 */
export function runningOf(entries: readonly Told[], pots: readonly Pot[]): (Credits | null)[] {
  const sums = new Map(pots.map(({ id, sumCredits }) => [id, sumCredits]));
  return entries.map(({ balanceId, subject, kind, credits, createdAt }) => {
    const there = pots.filter(
      (pot) => sums.has(pot.id) && pot.subject === subject && isThere(pot, createdAt),
    );
    const after = there.reduce((sum, { id }) => sum + (sums.get(id) ?? 0), 0);
    if (kind === "opening") sums.delete(balanceId);
    else sums.set(balanceId, (sums.get(balanceId) ?? 0) - credits);
    const isPlain = there.filter((pot) => pot.kind === "period").length === 1;
    return isPlain && there.some(({ id }) => id === balanceId) ? after : null;
  });
}

/** A grant counts until its entries say that it ended; the rest lasts as long as its period. */
function isThere({ kind, periodStart, periodEnd }: Pot, at: number): boolean {
  if (kind === "grant") return true;
  return periodStart <= at && (periodEnd === null || periodEnd > at);
}

/**
 * The running balance beside each entry of a page; null of all where it cannot be told from the
 * entries: a part of a rolling window comes back without one.
 */
export async function running(
  allowance: Allowance,
  entries: readonly Told[],
): Promise<(Credits | null)[]> {
  const [newest] = entries;
  const oldest = entries.at(-1);
  if (!newest || !oldest) return [];
  if (rollingMs(allowance.window) !== null) return entries.map(() => null);
  const subjects = [...new Set(entries.map(({ subject }) => subject))];
  const { rows } = await db().$client.execute({
    sql: potsSql,
    args: [
      allowance.id,
      JSON.stringify(subjects),
      newest.id,
      Math.min(...entries.map(({ createdAt }) => createdAt)),
      Math.max(...entries.map(({ createdAt }) => createdAt)),
    ],
  });
  return runningOf(entries, rows.map(toPot));
}

/** From the balance as it is now back over what is newer: a first page reads next to nothing. */
const potsSql = `
  select p.*, p.now - (select coalesce(sum(credits), 0) from entries
      where balance_id = p.id and seq > p.last) as sum
  from (select b.id, b.subject, b.kind, b.period_start, b.period_end,
      b.granted_credits - b.spent_credits as now,
      (select seq from entries where balance_id = b.id and id <= ?3
        order by seq desc limit 1) as last
    from json_each(?2) k join balances b on b.allowance_id = ?1 and b.subject = k.value
    where b.kind = 'grant' or (b.kind in ('period', 'rollover') and b.period_start <= ?5
      and (b.period_end is null or b.period_end > ?4))) p
  where p.last is not null`;

function toPot(row: Record<string, unknown>): Pot {
  return {
    id: String(row.id),
    subject: String(row.subject),
    kind: row.kind as Pot["kind"],
    periodStart: Number(row.period_start),
    periodEnd: row.period_end === null ? null : Number(row.period_end),
    sumCredits: Number(row.sum),
  };
}
