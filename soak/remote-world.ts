import { sql } from "drizzle-orm";
import { makeAllowance } from "../lib/allowances/testing";
import { makeVouchers } from "../lib/allowances/vouchers/make";
import { db } from "../lib/db/client";
import { users } from "../lib/db/schema";
import { statement, write } from "../lib/db/write";
import { newId } from "../lib/ids";
import { same } from "./calls";
import { admin } from "./world";

/** How long both processes are at the same person, who has drawn on nothing before. */
export const slotMs = 60;
const day = 24 * 3_600_000;

/** People and allowances of every kind of window, and codes; the codes are returned. */
export async function makeRemoteWorld({ people }: { people: number }): Promise<string[]> {
  const createdAt = Date.now() - 90 * day;
  const row = { name: "Soak", role: "member" as const, createdAt };
  const made = Array.from({ length: people }, () => ({ id: newId(), ...row }));
  await write([statement(db().insert(users).values(made))]);
  const amount = { amountCredits: 2_000_000, createdAt };
  const rolling = { ...amount, level: "each-user", rollover: "period" } as const;
  const each = await makeAllowance(rolling);
  await makeAllowance({ ...amount, level: "instance", window: "none", amountCredits: 50_000_000 });
  await makeAllowance({ ...amount, level: "each-user", kind: "cap", window: "rolling-24h" });
  const worth = { credits: 7_000, expiresAt: null, grantExpiresAt: null, note: null, count: 60 };
  const input = { ...worth, allowanceId: each.id };
  return (await makeVouchers({ viewer: admin, input, attempt: null })).map(({ code }) => code);
}

export type Ack = { what: string; id: string; credits: number };

/** What was acknowledged is there as it was said, and amounts are those of their allowances. */
export async function checkRemoteWorld(acks: Ack[]): Promise<void> {
  const json = JSON.stringify(acks.map(({ what, id, credits }) => [what, id, credits]));
  const lost = await db().all<{ what: string; id: string }>(sql`
    select value ->> 0 as what, value ->> 1 as id from json_each(${json})
    where not case value ->> 0
      when 'held' then exists (select 1 from reservations
        where id = value ->> 1 and credits = value ->> 2)
      when 'granted' then exists (select 1 from entries
        where id = value ->> 1 and credits = value ->> 2)
      when 'redeemed' then exists (select 1 from vouchers
        where id = value ->> 1 and redeemed_at is not null)
      else exists (select 1 from usage
        where reservation_id = value ->> 1 and cost_credits = value ->> 2) end`);
  same("acknowledged and lost", lost, []);
  const redeemed = acks.filter(({ what }) => what === "redeemed").map(({ id }) => id);
  same("codes redeemed twice", new Set(redeemed).size, redeemed.length);
  const [codes] = await db().all<{ used: number; given: number }>(sql`
    select (select count(*) from vouchers where redeemed_at is not null) as used,
      (select count(*) from entries where cause = 'a voucher') as given`);
  same("codes used, and grants for them", codes?.given, codes?.used);
  const granted = new Set(acks.flatMap(({ what, id }) => (what === "granted" ? [id] : [])));
  const [grants] = await db().all<{ count: number }>(
    sql`select count(*) as count from entries where cause = 'granted'`,
  );
  same("grants, and those that were told", grants?.count, granted.size);
  const now = Date.now();
  const astray = await db().all(sql`
    select b.id, a.amount_credits as amount, sum(e.credits) as has
    from balances b join allowances a on a.id = b.allowance_id
      join entries e on e.balance_id = b.id and e.usage_id is null
        and e.kind in ('opening', 'adjustment')
    where b.kind in ('period', 'rolling') and (b.period_end is null or b.period_end > ${now})
    group by b.id having sum(e.credits) <> a.amount_credits`);
  same("balances whose amount is not their allowance's", astray, []);
}
