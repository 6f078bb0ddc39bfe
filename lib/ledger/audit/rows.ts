import type { BalanceRow, EntryRow } from "./judge-balances";
import type { ChargedRow, HoldRow, ReservationRow } from "./judge-calls";
import type { Value } from "./source";

/** Which of the tables a row of a merged query is of; also its place among rows of one key. */
const [first, second, third] = [0, 1, 2];

/**
 * Each balance before its entries by number: two tables read side by side in the order of their
 * indexes, so that nothing is sorted and nothing kept.
 */
export const balancesSql = `
  with held as materialized (select h.balance_id as id, sum(h.credits) as credits
    from reservations r join holds h on h.reservation_id = r.id where r.state = 'open' group by 1)
  select b.id as at, -9007199254740991 as place, ${first}, b.allowance_id, b.subject, b.kind,
    b.period_start, b.granted_credits, b.spent_credits, b.reserved_credits, b.rolled_until, b.seq,
    b.digest, coalesce(held.credits, 0),
    b.granted_credits >= b.spent_credits + b.reserved_credits or exists (
      select 1 from entries e left join usage u on u.id = e.usage_id where e.balance_id = b.id and (
        u.overrun or u.adjusted_credits <> 0 or (e.usage_id is null and e.credits < 0)))
  from balances b left join held on held.id = b.id
  union all
  select balance_id, seq, ${second}, id, kind, credits, usage_id, leaves_at, cause, actor_id,
    created_at, digest, null, null, null from entries
  order by 1, 2`;

export function toBalanceRow(row: Value[]): BalanceRow | EntryRow {
  if (row[2] === first) {
    const [id, , , allowanceId, subject, kind, periodStart, ...figures] = row;
    const [granted, spent, reserved, rolledUntil, seq, digest, held, isExcused] = figures;
    return {
      is: "balance",
      id,
      allowanceId,
      subject,
      kind,
      periodStart,
      periodEnd: null,
      grantedCredits: granted,
      spentCredits: spent,
      reservedCredits: reserved,
      rolledUntil,
      seq,
      digest,
      heldCredits: held,
      isExcused: isExcused !== 0,
    } as BalanceRow;
  }
  const [balanceId, seq, , id, kind, credits, usageId, leavesAt, cause, actorId, ...rest] = row;
  const [createdAt, digest] = rest;
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
    digest,
  } as EntryRow;
}

const nothing = (columns: number) => Array(columns).fill("null").join(", ");

/** Each reservation before its holds, and those before its calls, a call once for each entry. */
export const callsSql = `
  select id as at, ${first} as place, state, kind, user_id, credits, price, deadline_at, closed_at,
    ${nothing(11)} from reservations
  union all
  select h.reservation_id, ${second}, h.balance_id, h.credits, b.allowance_id, ${nothing(15)}
    from holds h left join balances b on b.id = h.balance_id
  union all
  select u.reservation_id, ${third}, u.id, u.origin, u.user_id, u.uncached_input_tokens,
    u.cached_input_tokens, u.cache_write_tokens, u.output_tokens, u.reasoning_tokens,
    u.cost_credits, u.adjusted_credits, u.usage_source, u.overrun, u.rates, u.alert is not null,
    (select coalesce(sum(credits), 0) from adjustments where usage_id = u.id),
    (select coalesce(sum(credits), 0) from adjustments where usage_id = u.id and kind = 'priced'),
    e.credits, b.allowance_id
    from usage u left join entries e on e.usage_id = u.id left join balances b on b.id = e.balance_id
  order by 1, 2`;

export function toCallRow(row: Value[]): ReservationRow | HoldRow | ChargedRow {
  const [at, place] = row;
  if (place === first) {
    const [, , state, kind, userId, credits, price, deadlineAt, closedAt] = row;
    const reservation = { id: at, state, kind, userId, credits, price, deadlineAt, closedAt };
    return { is: "reservation", ...reservation } as ReservationRow;
  }
  if (place === second) {
    const [, , balanceId, credits, allowanceId] = row;
    return { is: "hold", reservationId: at, balanceId, credits, allowanceId } as HoldRow;
  }
  const [, , id, origin, userId, uncached, cached, written, output, reasoning, ...more] = row;
  const [cost, adjusted, usageSource, overrun, rates, hasAlert, sum, priced, ...charge] = more;
  return {
    is: "usage",
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
    usageSource,
    overrun: overrun !== 0,
    rates,
    hasAlert: hasAlert !== 0,
    adjustmentsSum: sum,
    pricedSum: priced,
    chargedCredits: charge[0],
    chargedAllowanceId: charge[1],
  } as ChargedRow;
}

/** Rows that name a call that is not there: `[table, id, call]`. */
export const looseSql = `
  select 'entries', e.id, e.usage_id from entries e
    where e.usage_id is not null and not exists (select 1 from usage where id = e.usage_id)
  union all
  select 'adjustments', a.id, a.usage_id from adjustments a
    where not exists (select 1 from usage where id = a.usage_id)`;
