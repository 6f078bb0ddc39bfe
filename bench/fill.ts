import { db } from "../lib/db/client";
import { write } from "../lib/db/write";

/** How many people the calls are spread over. */
export const people = 5000;
const portion = 250_000;

const run = (sql: string, ...args: (string | number)[]) => write([{ sql, args }]);

/** What guards the tables and what finds rows in them is put aside, and comes back as it was. */
async function without(work: () => Promise<void>): Promise<void> {
  const { rows } = await db().$client.execute(
    "select type, name, sql from sqlite_master where type in ('trigger', 'index') and sql is not null",
  );
  for (const { type, name } of rows) await run(`drop ${type} "${name}"`);
  await work();
  for (const { sql } of rows) await run(String(sql));
}

/** `n.i` from ?1 to before ?2. */
const numbers = "with recursive n(i) as (select ?1 union all select i + 1 from n where i + 1 < ?2)";
const id = (prefix: string, number: string) => `printf('${prefix}%025d', ${number})`;
const hex = (bytes: number) => `lower(hex(randomblob(${bytes})))`;
/** Each block of calls has everybody once, in an order that is no order of ids. */
const who = `n.i * 1777 % ${people}`;

/** Users, and what a budget and a cap have opened for each. */
async function fillPeople(allowanceIds: string[], amount: number, period: number): Promise<void> {
  await run(
    `${numbers} insert into users (id, name, role, created_at)
      select ${id("u", "i")}, 'Bench', 'member', ?3 from n`,
    ...[0, people, period],
  );
  for (const [at, allowanceId] of allowanceIds.entries()) {
    const balance = id(`b${at}`, "i");
    await run(
      `${numbers} insert into balances (id, allowance_id, subject, kind, period_start, period_end,
          granted_credits, seq, digest)
        select ${balance}, ?3, ${id("u", "i")}, 'period', ?4, ?4 + 86400000, ?5, 1, '' from n`,
      ...[0, people, allowanceId, period, amount],
    );
    await run(
      `${numbers} insert into entries (id, balance_id, seq, kind, credits, cause, created_at, digest)
        select ${id(`0${at}`, "i")}, ${balance}, 1, 'opening', ?3, 'a period began', ?4, '' from n`,
      ...[0, people, amount, period],
    );
  }
}

/** Calls with their charge on the budget, oldest first, each under a trace of its own. */
async function fillCalls(calls: number, period: number): Promise<void> {
  for (let made = 0; made < calls; made += portion) {
    const range = [made, Math.min(calls, made + portion), period];
    await run(
      `${numbers} insert into usage (id, reservation_id, user_id, trace_id, span_id, purpose,
          model_key, model, uncached_input_tokens, cached_input_tokens, cache_write_tokens,
          output_tokens, reasoning_tokens, cost_credits, usage_source, rates, price_source,
          reported, overrun, demo, duration_ms, first_token_ms, started_at, created_at)
        select ${id("0", "i")}, ${id("0", "i")}, ${id("u", who)}, ${hex(16)}, ${hex(8)}, 'chat', 1,
          'bench', 20, 0, 0, 20, 0, 15000, 'provider',
          '{"input":150000,"output":600000,"cachedInput":150000,"cacheWrite":150000}', 'bench',
          '{"prompt_tokens":20,"completion_tokens":20,"total_tokens":40}', 0, 0, 100, 10,
          ?3 + i / 1000, ?3 + i / 1000 from n`,
      ...range,
    );
    await run(
      `${numbers} insert into entries (id, balance_id, seq, kind, credits, usage_id, cause,
          actor_id, created_at, digest)
        select ${id("1", "i")}, ${id("b0", who)}, i / ${people} + 2, 'charge', -15000,
          ${id("0", "i")}, 'a call for chat', ${id("u", who)}, ?3 + i / 1000, ${hex(32)} from n`,
      ...range,
    );
  }
}

/** Older calls in the books, so that what a pair costs can be seen on a full database. */
export async function fill(asked: {
  calls: number;
  allowanceIds: [budget: string, cap: string];
  amount: number;
}): Promise<void> {
  const { calls, allowanceIds, amount } = asked;
  const period = Math.floor(Date.now() / 86_400_000) * 86_400_000;
  await without(async () => {
    await fillPeople(allowanceIds, amount, period);
    await fillCalls(calls, period);
  });
  const last = "from entries where balance_id = balances.id order by seq desc limit 1";
  await run(
    `update balances set seq = (select seq ${last}), digest = (select digest ${last}),
      spent_credits = 15000 * ((select seq ${last}) - 1)`,
  );
  await db().$client.execute("pragma wal_checkpoint(truncate)");
}

/** The ids of all people there are. */
export async function everybody(): Promise<string[]> {
  const { rows } = await db().$client.execute("select id from users");
  return rows.map((row) => String(row.id));
}
