import { sql } from "drizzle-orm";
import { allowancesChanged } from "../allowances/live";
import { makeAllowance } from "../allowances/testing";
import { digestOf } from "../db/chain";
import { db } from "../db/client";
import { balances, entries } from "../db/schema";
import { makeUser } from "../db/testing";
import { newTraceId } from "../ids";
import type { CallFor } from "../metering/call";
import type { Price } from "../pricing/price";
import type { Ending } from "./close";
import type { Ask } from "./reserve";

/** A price at which a token is 1,000 credits, in and out. */
export const flatPrice: Price = { input: 1_000_000, output: 1_000_000, tiers: [], source: "test" };

/** A member with a budget of their own of `credits`, and a call of theirs. */
export async function makePayer(credits: number): Promise<{ call: CallFor; allowanceId: string }> {
  const userId = await makeUser();
  const own = { level: "user", subjectId: userId, window: "none" } as const;
  const { id } = await makeAllowance({ ...own, amountCredits: credits });
  allowancesChanged();
  return { call: callOf(userId), allowanceId: id };
}

export function callOf(userId: string): CallFor {
  return { userId, keyId: null, purpose: "chat", traceId: newTraceId() };
}

/** Ten tokens in and ten out at a thousand credits each: a hold of 20,000. */
export function askOf(call: CallFor, over: Partial<Ask> = {}): Ask {
  return {
    call,
    model: { key: 1, id: "test/model", demo: false },
    price: flatPrice,
    input: { method: "bytes", bytes: 10, messages: 0, tokens: 10 },
    outputTokens: 10,
    deadlineAt: Date.now() + 60_000,
    ...over,
  };
}

/** Done, with `input` and `output` tokens as the provider reported. */
export function endingOf(input: number, output: number, over: Partial<Ending> = {}): Ending {
  return {
    state: "settled",
    because: "done",
    outcome: "done",
    finishReason: "stop",
    error: () => null,
    counts: { uncachedInput: input, cachedInput: 0, cacheWrite: 0, output, reasoning: 0 },
    charge: "counts",
    reachedWire: true,
    usageSource: "provider",
    reported: null,
    alert: null,
    resolvedModel: null,
    durationMs: 1,
    firstTokenMs: null,
    ...over,
  };
}

/** What of the books does not agree, in words; empty when all does (INV1-4, 6, 7). */
export async function bookErrors(): Promise<string[]> {
  const rows = await db().all<{ wrong: string }>(sql`
    select 'INV1 entry ' || id as wrong from entries
      where typeof(credits) <> 'integer' or abs(credits) > 9007199254740991
    union all
    select 'INV2 balance ' || id from balances b
      where granted_credits - spent_credits <> (select coalesce(sum(credits), 0) from entries
        where balance_id = b.id and (leaves_at is null or leaves_at > b.rolled_until))
    union all
    select 'INV3 reserved of balance ' || id from balances b
      where reserved_credits <> (
        select coalesce(sum(h.credits), 0) from holds h join reservations r
          on r.id = h.reservation_id where h.balance_id = b.id and r.state = 'open')
    union all
    select 'INV3 overspent balance ' || id from balances b
      where granted_credits < spent_credits + reserved_credits and not exists (
        select 1 from entries e join usage u on u.id = e.usage_id
          where e.balance_id = b.id and (u.overrun or u.adjusted_credits <> 0))
    union all
    select 'INV4 reservation ' || id from reservations r
      where (state = 'open') <> (closed_at is null)
        or (kind <> 'group' and (select count(*) from usage where reservation_id = r.id) > 1)
    union all
    select 'INV7 usage ' || u.id from usage u
      join (select distinct h.reservation_id, b.allowance_id
        from holds h join balances b on b.id = h.balance_id) held
        on held.reservation_id = u.reservation_id
      join reservations r on r.id = u.reservation_id and r.state <> 'open'
      where u.cost_credits + u.adjusted_credits <> -(
        select coalesce(sum(e.credits), 0) from entries e join balances b on b.id = e.balance_id
        where e.usage_id = u.id and b.allowance_id = held.allowance_id)
    union all
    select 'INV7 recorded ' || u.id from usage u
      join (select e.usage_id, b.allowance_id, sum(e.credits) as credits
        from entries e join balances b on b.id = e.balance_id group by 1, 2) charged
        on charged.usage_id = u.id
      where u.reservation_id is null and u.cost_credits + u.adjusted_credits <> -charged.credits
    union all
    select 'INV7 adjusted ' || u.id from usage u where u.adjusted_credits <> (
      select coalesce(sum(credits), 0) from adjustments where usage_id = u.id)
  `);
  return [...rows.map(({ wrong }) => wrong), ...(await brokenChains())];
}

/** INV6: each entry's digest covers it and the one before; the last is the balance's. */
async function brokenChains(): Promise<string[]> {
  const rows = await db().select().from(entries).orderBy(entries.balanceId, entries.seq);
  const heads = new Map<string, { seq: number; digest: string }>();
  const wrong: string[] = [];
  for (const { digest, note, ...row } of rows) {
    const before = heads.get(row.balanceId) ?? { seq: 0, digest: "" };
    if (row.seq !== before.seq + 1 || digest !== digestOf(before.digest, row)) {
      wrong.push(`INV6 entry ${row.id}`);
    }
    heads.set(row.balanceId, { seq: row.seq, digest });
  }
  for (const { id, seq, digest } of await db().select().from(balances)) {
    const head = heads.get(id) ?? { seq: 0, digest: "" };
    if (head.seq !== seq || head.digest !== digest) wrong.push(`INV6 balance ${id}`);
  }
  return wrong;
}
