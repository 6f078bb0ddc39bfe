import type { BalanceRow, EntryRow } from "./judge-balances";
import type { CallRow, ReservationRow } from "./judge-calls";
import type { Value } from "./source";

/*
 * Two tables are read side by side in the order of their indexes, so that nothing is sorted and
 * nothing kept; of rows with one key the merge takes those of the upper select first. Rows come
 * as JSON, which the database writes and V8 reads faster than the driver hands over columns.
 */

const lowest = -Number.MAX_SAFE_INTEGER;

/** Each balance before its entries by number. */
export const balancesSql = `
  with held as materialized (select h.balance_id as id, sum(h.credits) as credits
    from reservations r join holds h on h.reservation_id = r.id where r.state = 'open' group by 1)
  select b.id as at, ${lowest} as place, json_array(b.id, b.allowance_id, b.subject, b.kind,
      b.granted_credits, b.spent_credits, b.reserved_credits, b.rolled_until, b.seq, b.digest,
      coalesce(held.credits, 0)),
    b.granted_credits >= b.spent_credits + b.reserved_credits or exists (
      select 1 from entries e left join usage u on u.id = e.usage_id where e.balance_id = b.id and (
        u.overrun or u.adjusted_credits <> 0 or (e.usage_id is null and e.credits < 0)))
  from balances b left join held on held.id = b.id
  union all
  select balance_id, seq, json_array(id, balance_id, seq, kind, credits, usage_id, leaves_at, cause,
    actor_id, created_at), digest from entries
  order by 1, 2`;

export function toBalanceRow([, place, json, last]: Value[]): BalanceRow | EntryRow {
  const row = JSON.parse(String(json)) as Value[];
  if (place !== lowest) {
    const [id, balanceId, seq, kind, credits, usageId, leavesAt, cause, actorId, createdAt] = row;
    return {
      is: "entry",
      id,
      balanceId,
      seq,
      kind,
      credits,
      usageId,
      leavesAt,
      cause,
      actorId,
      createdAt,
      digest: last,
      json,
    } as EntryRow;
  }
  const [id, allowanceId, subject, kind, granted, spent, reserved, rolledUntil, ...head] = row;
  const [seq, digest, heldCredits] = head;
  return {
    is: "balance",
    id,
    allowanceId,
    subject,
    kind,
    grantedCredits: granted,
    spentCredits: spent,
    reservedCredits: reserved,
    rolledUntil,
    seq,
    digest,
    heldCredits,
    isExcused: last !== 0,
  } as BalanceRow;
}

const adjustmentsOf = "select coalesce(sum(credits), 0) from adjustments where usage_id = u.id";

/** Each reservation with its holds before its calls, each of those with its entries. */
export const callsSql = `
  select r.id as at, json_array(r.state, r.kind, r.user_id, r.credits, r.price, r.deadline_at,
      r.closed_at),
    (select json_group_array(json_array(h.balance_id, h.credits, b.allowance_id))
      from holds h left join balances b on b.id = h.balance_id where h.reservation_id = r.id), null
  from reservations r
  union all
  select u.reservation_id, json_array(u.id, u.origin, u.user_id, u.uncached_input_tokens,
      u.cached_input_tokens, u.cache_write_tokens, u.output_tokens, u.reasoning_tokens,
      u.cost_credits, u.adjusted_credits, u.overrun, u.rates, u.alert is not null,
      (${adjustmentsOf}), iif(u.reservation_id is null, (${adjustmentsOf} and kind = 'priced'), 0),
      iif(u.reservation_id is null, (select counts from adjustments
        where usage_id = u.id and counts is not null order by rowid desc limit 1), null)),
    null, (select json_group_array(json_array(e.credits, b.allowance_id))
      from entries e left join balances b on b.id = e.balance_id where e.usage_id = u.id)
  from usage u
  order by 1`;

export function toCallRow([at, json, holds, charges]: Value[]): ReservationRow | CallRow {
  const row = JSON.parse(String(json)) as Value[];
  if (holds !== null) {
    const [state, kind, userId, credits, price, deadlineAt, closedAt] = row;
    const reservation = { id: at, state, kind, userId, credits, price, deadlineAt, closedAt };
    return {
      is: "reservation",
      ...reservation,
      holds: JSON.parse(String(holds)),
    } as ReservationRow;
  }
  const [id, origin, userId, uncached, cached, written, output, reasoning, ...more] = row;
  const [cost, adjusted, overrun, rates, hasAlert, sum, priced, counts] = more;
  return {
    is: "call",
    id,
    reservationId: at,
    origin,
    userId,
    uncachedInputTokens: uncached,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
    outputTokens: output,
    reasoningTokens: reasoning,
    costCredits: cost,
    adjustedCredits: adjusted,
    overrun: overrun !== 0,
    rates,
    hasAlert: hasAlert !== 0,
    adjustmentsSum: sum,
    pricedSum: priced,
    trueCounts: counts,
    charges: JSON.parse(String(charges)),
  } as CallRow;
}

/** Rows that name one that is not there: `[table, id, what is missing]`. */
export const looseSql = `
  select 'entries', e.id, 'call ' || e.usage_id from entries e
    where e.usage_id is not null and not exists (select 1 from usage where id = e.usage_id)
  union all
  select 'adjustments', a.id, 'call ' || a.usage_id from adjustments a
    where not exists (select 1 from usage where id = a.usage_id)
  union all
  select 'holds', h.reservation_id, 'reservation' from holds h
    where not exists (select 1 from reservations where id = h.reservation_id)`;
