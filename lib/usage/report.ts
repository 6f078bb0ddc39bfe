import { setImmediate } from "node:timers/promises";
import { encodeTime } from "ulid";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { invalid } from "../errors";
import { bucketStart } from "./bucket";
import { whoseCalls } from "./list";
import type { Grouping, ReportQuery } from "./schemas";

/** What calls come to. Costs are in credits, with what was corrected since. */
type Sums = Record<(typeof figures)[number], number>;

const figures = [
  "calls",
  "input_tokens",
  "cached_input_tokens",
  "output_tokens",
  "reasoning_tokens",
  "cost_credits",
  "demo_credits",
  "estimated_calls",
] as const;

type Groups = Partial<Record<Grouping, string | null>>;
export type ReportRow = { bucket_start: number } & Groups & Sums;

const columnOf: Record<Grouping, string> = {
  purpose: "purpose",
  model: "model",
  user: "user_id",
  key: "key_id",
};

/** So many calls at once, so that a long table holds nothing up. */
const rowsAtOnce = 5000;
const reportMax = 10_000;
/** All zones are ahead of UTC by so much, or a multiple of it (ms). */
const slotMs = 900_000;
/** A call's id is from when it was held for; it may be written so much later (ms). */
const laterMs = 31 * 24 * 3_600_000;
const soonerMs = 60_000;

/**
 * What calls come to, by time and by what is asked for: a person's own, for an admin everybody's
 * or `user`'s. `demo_credits` is what of the cost is no real money. Newest first.
 */
export async function usageReport({ viewer, input }: { viewer: Viewer; input: ReportQuery }) {
  const { bucket, time_zone: timeZone, group_by: groupBy } = input;
  const userId = whoseCalls(viewer, input.user) ?? null;
  const rows = new Map<string, ReportRow>();
  const totals = noSums();
  const starts = new Map<number, number>();
  for await (const found of portions({ ...input, userId })) {
    for (const part of found) {
      const slot = Number(part.slot);
      const start = starts.get(slot) ?? bucketStart(bucket, timeZone, slot * slotMs);
      starts.set(slot, start);
      const groups = groupsOf(part, groupBy);
      const key = JSON.stringify([start, groups]);
      const row = rows.get(key) ?? { bucket_start: start, ...groups, ...noSums() };
      rows.set(key, row);
      add(row, part);
      add(totals, part);
    }
    if (rows.size > reportMax) {
      throw invalid("bucket", `Over ${reportMax} rows. Ask for less time, or for larger buckets.`);
    }
  }
  const data = [...rows.values()].sort((a, b) => b.bucket_start - a.bucket_start);
  return { data, totals };
}

type Found = Record<string, unknown>;

function groupsOf(part: Found, groupBy: Grouping[]): Groups {
  return Object.fromEntries(
    groupBy.map((name) => [name, (part[columnOf[name]] ?? null) as string | null]),
  );
}

function noSums(): Sums {
  return Object.fromEntries(figures.map((name) => [name, 0])) as Sums;
}

function add(sums: Sums, part: Found): void {
  for (const name of figures) sums[name] += Number(part[name]);
}

type Asked = Pick<ReportQuery, "from" | "to" | "group_by"> & { userId: string | null };

/** Calls in the order of their ids, added up by the quarter of an hour. */
async function* portions(asked: Asked): AsyncGenerator<Found[]> {
  const { from = 0, to = Number.MAX_SAFE_INTEGER, userId } = asked;
  const horizon = idAt(to + soonerMs);
  let cursor = idAt(Math.max(0, from - laterMs));
  for (;;) {
    const { rows: ends } = await db().$client.execute({
      sql: `select max(id) as last, count(*) as many from (select id from usage
        where id > ?1 and id < ?2 ${userId === null ? "" : "and user_id = ?3"}
        order by id limit ${rowsAtOnce})`,
      args: userId === null ? [cursor, horizon] : [cursor, horizon, userId],
    });
    const last = ends[0]?.last;
    if (!last) return;
    const { rows } = await db().$client.execute({
      sql: sumsSql(asked),
      args: [cursor, String(last), from, to, ...(userId === null ? [] : [userId])],
    });
    yield rows;
    if (Number(ends[0]?.many) < rowsAtOnce) return;
    cursor = String(last);
    await setImmediate();
  }
}

/** The first id of a time; ids know 48 bits of it. */
function idAt(at: number): string {
  return encodeTime(Math.min(at, 2 ** 48 - 1)).toLowerCase();
}

/** As `toCall` reads a call: counts that came late are the ones that are true. */
function sumsSql({ group_by: groupBy, userId }: Asked): string {
  const groups = groupBy.map((name) => `, ${columnOf[name]}`).join("");
  const told = (name: string, otherwise: string) => `coalesce(late ->> '$.${name}', ${otherwise})`;
  return `select created_at / ${slotMs} as slot${groups}, count(*) as calls,
      sum(${told("uncachedInput", "uncached_input_tokens")}
        + ${told("cachedInput", "cached_input_tokens")}
        + ${told("cacheWrite", "cache_write_tokens")}) as input_tokens,
      sum(${told("cachedInput", "cached_input_tokens")}) as cached_input_tokens,
      sum(${told("output", "output_tokens")}) as output_tokens,
      sum(${told("reasoning", "reasoning_tokens")}) as reasoning_tokens,
      coalesce(sum(cost_credits + adjusted_credits), 0) as cost_credits,
      coalesce(sum(iif(demo, cost_credits + adjusted_credits, 0)), 0) as demo_credits,
      sum(late is null and usage_source = 'estimated') as estimated_calls
    from (select *, (select counts from adjustments
        where usage_id = usage.id and kind = 'late-settle' limit 1) as late
      from usage where id > ?1 and id <= ?2 and created_at >= ?3 and created_at < ?4
        ${userId === null ? "" : "and user_id = ?5"})
    group by slot${groups}`;
}
