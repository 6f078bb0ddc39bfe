import type { Row } from "@libsql/client";
import { posting } from "../db/chain";
import { db } from "../db/client";
import type { balances } from "../db/schema";
import { type Prepare, type Statement, write } from "../db/write";
import type { Credits } from "../money";
import { one } from "../one";
import type { Chosen } from "./choose";
import { levelAmounts } from "./level";
import { newBalance } from "./new-balance";
import { rollingOver } from "./rollover";
import { type Period, periodAt, rollingMs } from "./window";

/** A balance as it stands: `spentCredits` of a rolling one is what is still within its window. */
export type Balance = typeof balances.$inferSelect & {
  /** Rolling: when the next of what was spent leaves the window (ms); null where nothing will. */
  leavesAt: number | null;
};

/** A chosen allowance with the balances that its calls may draw on, in the order they are spent. */
export type Drawn = Chosen & { balances: Balance[] };

/** What a hold may take of one balance; below 0 after an overrun. */
export function leftOf(balance: Balance): Credits {
  return balance.grantedCredits - balance.spentCredits - balance.reservedCredits;
}

/** What a hold may take of an allowance: all its balances together. */
export function availableCredits({ balances }: Pick<Drawn, "balances">): Credits {
  return balances.reduce((sum, balance) => sum + leftOf(balance), 0);
}

/**
 * Which balance the amount of an allowance stands on at a time: one for each period, or the one of
 * a rolling window, which is named by the window's length.
 */
export type Place = { kind: "period" | "rolling"; start: number; end: number | null };

type Asked = Chosen & { place: Place };

/** The balances that calls at `now` (ms) draw on; the one of the period is made when missing. */
export async function drawOn(chosen: readonly Chosen[], now: number): Promise<Drawn[]> {
  if (chosen.length === 0) return [];
  const asked = chosen.map((each) => ({ ...each, place: placeOf(each, now) }));
  let found = await find(asked, now);
  const missing = asked.filter((each) => !found.get(keyOf(each))?.some(isAmount));
  const due = [...found.values()].flat().filter(({ rolledUntil, kind }) => {
    return kind === "rolling" && rolledUntil < now;
  });
  for (const each of missing) await openOnce(each, now);
  const rolls = due.filter(({ hasLeft }) => hasLeft).map(({ id }) => roll(id, now));
  if (rolls.length > 0) await write(rolls);
  if (missing.length + rolls.length > 0) found = await find(asked, now);
  return asked.map((each) => {
    const balances = found.get(keyOf(each)) ?? [];
    if (balances.some(isAmount)) return { ...each, balances };
    throw new Error(`The balance of allowance ${each.allowance.id} could not be made`);
  });
}

/** As `drawOn`, without making any: without the balance of a period that was not drawn on yet. */
export async function findBalances(
  chosen: readonly Chosen[],
  now: number,
): Promise<(Chosen & { place: Place; balances: Balance[] })[]> {
  const asked = chosen.map((each) => ({ ...each, place: placeOf(each, now) }));
  const found = asked.length > 0 ? await find(asked, now) : new Map<string, Found[]>();
  return asked.map((each) => ({ ...each, balances: found.get(keyOf(each)) ?? [] }));
}

/** True for the balance that has the period's amount. */
export function isAmount({ kind }: Pick<Balance, "kind">): boolean {
  return kind === "period" || kind === "rolling";
}

const keyOf = ({ allowance, subject }: Chosen) => `${allowance.id} ${subject}`;

/** `hasLeft`: something has left a rolling window that is still in the row's `spent`. */
type Found = Balance & { hasLeft: boolean };

const columns = `b.id, b.allowance_id, b.subject, b.kind, b.period_start, b.period_end,
  b.granted_credits, b.spent_credits, b.reserved_credits, b.rolled_until, b.seq, b.digest`;

/** What a rolling window has let go since it was looked at, and when it lets go next. */
const rolled = `
  iif(b.kind = 'rolling', (select sum(credits) from entries e where e.balance_id = b.id
    and e.leaves_at > b.rolled_until and e.leaves_at <= ?2), null) as gone,
  iif(b.kind = 'rolling', (select min(leaves_at) from entries e
    where e.balance_id = b.id and e.leaves_at > ?2), null) as leaves_at`;

const findSql = `
  select ${columns}, ${rolled} from json_each(?1) k join balances b
    on b.allowance_id = k.value ->> 0 and b.subject = k.value ->> 1
      and b.kind in (k.value ->> 2, 'rollover') and b.period_start = k.value ->> 3
  union all
  select ${columns}, null, null from json_each(?1) k join balances b
    on b.allowance_id = k.value ->> 0 and b.subject = k.value ->> 1
      and b.kind = 'grant' and (b.period_start = 0 or b.period_start > ?2)`;

async function find(asked: Asked[], now: number): Promise<Map<string, Found[]>> {
  const keys = asked.map(({ allowance, subject, place }) => [
    allowance.id,
    subject,
    place.kind,
    place.start,
  ]);
  const { rows } = await db().$client.execute({ sql: findSql, args: [JSON.stringify(keys), now] });
  const found = new Map<string, Found[]>();
  for (const balance of rows.map(toFound)) {
    const key = `${balance.allowanceId} ${balance.subject}`;
    const beside = found.get(key);
    if (beside) beside.push(balance);
    else found.set(key, [balance]);
  }
  for (const list of found.values()) if (list.length > 1) list.sort(inOrder(now));
  return found;
}

function toFound(row: Row): Found {
  const left = Number(row.gone ?? 0);
  return {
    id: String(row.id),
    allowanceId: String(row.allowance_id),
    subject: String(row.subject),
    kind: row.kind as Balance["kind"],
    periodStart: Number(row.period_start),
    periodEnd: row.period_end === null ? null : Number(row.period_end),
    grantedCredits: Number(row.granted_credits),
    spentCredits: Number(row.spent_credits) + left,
    reservedCredits: Number(row.reserved_credits),
    rolledUntil: Number(row.rolled_until),
    seq: Number(row.seq),
    digest: String(row.digest),
    leavesAt: row.leaves_at === null ? null : Number(row.leaves_at),
    hasLeft: row.gone !== null,
  };
}

type Ordered = Pick<Balance, "id" | "kind" | "periodStart" | "periodEnd">;

/** What ends soonest is spent first. What a rolling window has is there again a window later. */
export function inOrder(now: number): (a: Ordered, b: Ordered) => number {
  const rank = { rollover: 0, grant: 1, period: 2, rolling: 2 };
  const end = ({ kind, periodStart, periodEnd }: Ordered) =>
    kind === "rolling" ? now + periodStart : (periodEnd ?? Number.POSITIVE_INFINITY);
  return (a, b) => {
    const [endA, endB] = [end(a), end(b)];
    if (endA !== endB) return endA < endB ? -1 : 1;
    return rank[a.kind] - rank[b.kind] || (a.id < b.id ? -1 : 1);
  };
}

/** Takes what has left its window by `until` (ms) out of what is spent; each entry once. */
function roll(balanceId: string, until: number): Statement {
  return {
    sql: `update balances set spent_credits = spent_credits + coalesce((select sum(credits)
        from entries where balance_id = balances.id
          and leaves_at > balances.rolled_until and leaves_at <= ?1), 0), rolled_until = ?1
      where id = ?2 and rolled_until < ?1`,
    args: [until, balanceId],
  };
}

/** Whoever wants the same period meanwhile waits for the one who is making it. */
function openOnce(asked: Asked, now: number): Promise<void> {
  const openings = one("openings", () => new Map<string, Promise<void>>());
  const key = `${keyOf(asked)} ${asked.place.kind} ${asked.place.start}`;
  const running = openings.get(key) ?? open(asked, now).finally(() => openings.delete(key));
  openings.set(key, running);
  return running;
}

/**
 * Makes the balance of a period and fills it with its opening entry, once, together with what
 * rolls over to it: whoever comes second writes nothing. The amount is the allowance's at the
 * moment of the commit.
 */
async function open(asked: Asked, now: number): Promise<void> {
  const { id, statement } = newBalance(asked, asked.place);
  const opening = async () => [
    {
      balanceId: id,
      kind: "opening" as const,
      credits: await amountOf(asked.allowance.id),
      cause: "a period began",
      createdAt: now,
    },
  ];
  const rolls = asked.allowance.rollover === "period";
  const prepare: Prepare = async (turn) => {
    // Another process may have been first.
    if ((await find([asked], now)).get(keyOf(asked))?.some(isAmount)) return [];
    const opened = [statement, ...(await posting(opening)(turn))];
    return [...opened, ...(rolls ? await rollingOver(asked, now)(turn) : [])];
  };
  await write([], { alone: true, prepare });
  const { allowance, subject, place } = asked;
  await levelAmounts({ allowanceId: allowance.id, place, subject, by: null, now });
}

async function amountOf(allowanceId: string): Promise<Credits> {
  const { rows } = await db().$client.execute({
    sql: "select amount_credits from allowances where id = ?",
    args: [allowanceId],
  });
  return Number(rows[0]?.amount_credits ?? 0);
}

/** Where the amount of an allowance stands at `now`. */
export function placeOf({ allowance }: Pick<Chosen, "allowance">, now: number): Place {
  const length = rollingMs(allowance.window);
  if (length !== null) return { kind: "rolling", start: length, end: null };
  const { start, end } = currentPeriod({ allowance }, now);
  return { kind: "period", start, end };
}

/** The period of an allowance at `now`, worked out once per window and zone while it lasts. */
export function currentPeriod({ allowance }: Pick<Chosen, "allowance">, now: number): Period {
  const periods = one("periods", () => new Map<string, Period>());
  const key = `${allowance.window} ${allowance.timeZone}`;
  const known = periods.get(key);
  if (known && known.start <= now && (known.end === null || now < known.end)) return known;
  const period = periodAt(allowance.window, allowance.timeZone, now);
  periods.set(key, period);
  return period;
}
