import { posting } from "../db/chain";
import { db } from "../db/client";
import { write } from "../db/write";
import { liveAllowances } from "./live";
import { rollOver, turnOf } from "./rollover";

/**
 * What is to be written when time has passed, and what nobody waits for: grants that ended with
 * something left get their `expiry`, and what came back to a period that is over rolls over.
 */
export async function tidyAllowances(now: number): Promise<void> {
  await expireGrants(now);
  await rollOverRest(now);
}

/** Ended grants are not drawn on; what is held of them comes back and expires later. */
async function expireGrants(now: number): Promise<void> {
  const expiring = async () => {
    const { rows } = await db().$client.execute({
      sql: `select id, granted_credits - spent_credits - reserved_credits as left from balances
        where kind = 'grant' and period_start between 1 and ?
          and granted_credits > spent_credits + reserved_credits`,
      args: [now],
    });
    return rows.map((row) => ({
      balanceId: String(row.id),
      kind: "expiry" as const,
      credits: -Number(row.left),
      cause: "a grant ended",
      createdAt: now,
    }));
  };
  await write([], { alone: true, prepare: posting(expiring) });
}

/** Of those who have begun the next period: to the others it comes with that. */
async function rollOverRest(now: number): Promise<void> {
  const rolling = (await liveAllowances()).filter(({ rollover }) => rollover === "period");
  for (const allowance of rolling) {
    const periods = turnOf(allowance, now);
    if (!periods) continue;
    const { rows } = await db().$client.execute({
      sql: `select old.subject from balances old indexed by balances_of_period
        where old.allowance_id = ?1 and old.kind = 'period' and old.period_start = ?2
          and old.granted_credits <> old.spent_credits + old.reserved_credits
          and exists (select 1 from balances next
            where next.allowance_id = old.allowance_id and next.subject = old.subject
              and next.kind = 'period' and next.period_start = ?3)`,
      args: [allowance.id, periods.before.start, periods.period.start],
    });
    for (const { subject } of rows) await rollOver({ allowance, subject: String(subject) }, now);
  }
}
