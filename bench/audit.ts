/**
 * How long `npm run audit` takes: `npx tsx bench/audit.ts [entries]` makes books of so many
 * entries (a million) in a temporary folder, each call counting down a budget and a cap, and
 * audits them as the command does.
 */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import Database from "libsql";
import { digestOf } from "../lib/db/chain";
import { closeDatabase, openDatabase } from "../lib/db/client";
import { migrateDatabase } from "../lib/db/migrate";
import { newId, newSpanId, newTraceId } from "../lib/ids";
import { startNode, ts } from "./children";
import { cpuSeconds, memory } from "./proc";

const people = 400;
const granted = 1_000_000_000_000;
/** 20 tokens in and 20 out at 0.15 and 0.60 USD a million. */
const cost = 15_000;
const held = 2_500_000;
const rates = JSON.stringify({
  input: 150_000,
  output: 600_000,
  cachedInput: 150_000,
  cacheWrite: 150_000,
});
const price = JSON.stringify({ input: 150_000, output: 600_000, tiers: [], source: "bench" });
const start = Date.UTC(2026, 0, 1);

type Balance = { id: string; seq: number; digest: string; calls: number };
type Insert = (...values: (string | number | null)[]) => void;

function inserting(database: Database.Database, table: string, columns: string): Insert {
  const marks = columns.replace(/[^,]+/g, "?");
  const statement = database.prepare(`insert into ${table} (${columns}) values (${marks})`);
  return (...values) => void statement.run(values);
}

function poster(database: Database.Database) {
  const insert = inserting(
    database,
    "entries",
    "id, balance_id, seq, kind, credits, usage_id, cause, actor_id, created_at, digest",
  );
  return (
    balance: Balance,
    kind: "opening" | "charge",
    credits: number,
    usageId: string | null,
  ) => {
    balance.seq += 1;
    const row = {
      id: newId(),
      balanceId: balance.id,
      seq: balance.seq,
      kind,
      credits,
      usageId,
      leavesAt: null,
      cause: kind === "charge" ? "a call for chat" : "a period began",
      actorId: null,
      createdAt: start + balance.seq,
    };
    balance.digest = digestOf(balance.digest, row);
    const { id, balanceId, seq, cause, createdAt } = row;
    insert(id, balanceId, seq, kind, credits, usageId, cause, null, createdAt, balance.digest);
  };
}

/** Everybody with a budget and a cap, of which each call is charged. */
function fill(database: Database.Database, entries: number): void {
  const post = poster(database);
  const allowance = inserting(
    database,
    "allowances",
    'id, name, kind, level, "window", time_zone, amount_credits, created_at',
  );
  const allowances = ["budget", "cap"].map((kind) => {
    const id = newId();
    allowance(id, kind, kind, "each-user", "none", "UTC", granted, start);
    return id;
  });
  const owners = Array.from({ length: people }, () => newId());
  const balances = owners.map(() =>
    allowances.map((): Balance => ({ id: newId(), seq: 0, digest: "", calls: 0 })),
  );
  const makeBalance = inserting(
    database,
    "balances",
    "id, allowance_id, subject, period_start, granted_credits",
  );
  for (const [at, pair] of balances.entries()) {
    for (const [which, balance] of pair.entries()) {
      makeBalance(balance.id, allowances[which] ?? "", owners[at] ?? "", 0, granted);
      post(balance, "opening", granted, null);
    }
  }
  const call = caller(database);
  for (let made = people * 2; made < entries; made += 2) {
    const at = (made * 7919) % people;
    const usageId = call(owners[at] ?? "", balances[at] ?? [], start + made);
    for (const balance of balances[at] ?? []) post(balance, "charge", -cost, usageId);
  }
  const head = database.prepare(
    "update balances set seq = ?, digest = ?, spent_credits = ? where id = ?",
  );
  for (const { id, seq, digest } of balances.flat()) head.run([seq, digest, (seq - 1) * cost, id]);
}

/** A call that was held and settled. */
function caller(database: Database.Database) {
  const reserve = inserting(
    database,
    "reservations",
    `id, state, user_id, purpose, model_key, trace_id, span_id, credits, input_tokens_bound,
      max_output_tokens, bound, price, price_source, owner, deadline_at, created_at, closed_at`,
  );
  const hold = inserting(database, "holds", "reservation_id, balance_id, credits");
  const use = inserting(
    database,
    "usage",
    `id, reservation_id, user_id, trace_id, span_id, purpose, model_key, model,
      uncached_input_tokens, cached_input_tokens, cache_write_tokens, output_tokens,
      reasoning_tokens, cost_credits, usage_source, rates, price_source, overrun, demo, started_at,
      created_at`,
  );
  return (userId: string, balances: Balance[], at: number): string => {
    const [id, usageId, trace, span] = [newId(), newId(), newTraceId(), newSpanId()];
    const terms = [held, 216, 4096, "{}", price, "bench", "bench"] as const;
    reserve(id, "settled", userId, "chat", 1, trace, span, ...terms, at + 60_000, at, at + 900);
    for (const balance of balances) hold(id, balance.id, held);
    const counts = [20, 0, 0, 20, 0, cost] as const;
    const said = ["provider", rates, "bench", 0, 0] as const;
    use(usageId, id, userId, trace, span, "chat", 1, "bench", ...counts, ...said, at, at + 900);
    return usageId;
  };
}

/** Bulk inserts: without the guards, which move the balances one by one, and with them after. */
function makeBooks(file: string, entries: number): void {
  const database = new Database(file);
  const guards = database
    .prepare("/* bench */ select name, sql from sqlite_master where type = 'trigger'")
    .all([]) as { name: string; sql: string }[];
  database.exec("pragma synchronous = off; pragma cache_size = -200000; begin");
  for (const { name } of guards) database.exec(`drop trigger ${name}`);
  fill(database, entries);
  for (const { sql } of guards) database.exec(sql);
  database.exec("commit");
  database.exec("pragma wal_checkpoint(truncate)");
  database.close();
}

/** The command as it is typed: what it said, its time, and what it used of the machine. */
async function auditing(DATABASE_URL: string): Promise<string> {
  const began = performance.now();
  const child = await startNode(ts("scripts/audit.ts"), { env: { DATABASE_URL } });
  let said = "";
  child.process.stdout?.on("data", (text) => {
    said += text;
  });
  let [cpu, peakMb] = [0, 0];
  const watching = setInterval(() => {
    if (child.process.exitCode !== null) return;
    cpu = cpuSeconds(child.pid);
    // Of one that is about to be gone there is none.
    peakMb = Math.max(peakMb, memory(child.pid).peakMb || 0);
  }, 100);
  const [status] = await once(child.process, "exit");
  clearInterval(watching);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const used = `${cpu.toFixed(1)} s of CPU, at most ${peakMb.toFixed(0)} MB with the mapped file`;
  return `  ${said.trim()}\n  the command took ${seconds} s (${used}) and ended with ${status}`;
}

const entries = Number(process.argv[2] ?? 1_000_000);
const directory = await mkdtemp(path.join(tmpdir(), "purser-bench-"));
try {
  const DATABASE_URL = `file:${path.join(directory, "purser.db")}`;
  await migrateDatabase(await openDatabase(DATABASE_URL));
  await closeDatabase();
  const began = performance.now();
  makeBooks(path.join(directory, "purser.db"), entries);
  console.log(`  books made in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  console.log(await auditing(DATABASE_URL));
} finally {
  if (process.env.KEEP) console.log(directory);
  else await rm(directory, { recursive: true });
}
