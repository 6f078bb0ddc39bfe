/**
 * What a hold and its settlement cost: `npx tsx bench/reserve-settle.ts [usage rows]`.
 *
 * On a temporary database with WAL and full durability, each pair counting down one budget and
 * one cap: pairs a second and CPU per pair, one at a time and 16 at once; with `usage rows`, on
 * top of so many older ones.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { allowancesChanged } from "../lib/allowances/live";
import { closeDatabase, db, openDatabase } from "../lib/db/client";
import { migrateDatabase } from "../lib/db/migrate";
import { allowances, users } from "../lib/db/schema";
import { write } from "../lib/db/write";
import { newId, newTraceId } from "../lib/ids";
import { close, type Ending } from "../lib/ledger/close";
import { type Ask, reserve } from "../lib/ledger/reserve";

const pairs = 2000;
const rounds = 3;

const counts = { uncachedInput: 20, cachedInput: 0, cacheWrite: 0, output: 20, reasoning: 0 };
const ending: Ending = {
  state: "settled",
  because: "done",
  outcome: "done",
  finishReason: "stop",
  error: () => null,
  counts,
  charge: "counts",
  reachedWire: true,
  usageSource: "provider",
  reported: { prompt_tokens: 20, completion_tokens: 20, total_tokens: 40 },
  alert: null,
  resolvedModel: "bench-1",
  durationMs: 100,
  firstTokenMs: 10,
};

function ask(userId: string): Ask {
  return {
    call: { userId, keyId: null, purpose: "chat", traceId: newTraceId() },
    model: { key: 1, id: "bench", demo: false },
    price: { input: 150_000, output: 600_000, tiers: [], source: "bench" },
    input: { method: "bytes", bytes: 200, messages: 1, tokens: 216 },
    outputTokens: 4096,
    deadlineAt: Date.now() + 60_000,
  };
}

async function makePayer(): Promise<string> {
  const userId = newId();
  const createdAt = Date.now();
  await db().insert(users).values({ id: userId, name: "Bench", role: "member", createdAt });
  const each = { level: "each-user", window: "calendar-day", timeZone: "UTC", createdAt } as const;
  const amountCredits = 1_000_000_000_000;
  await db()
    .insert(allowances)
    .values([
      { ...each, id: newId(), name: "Budget", kind: "budget", amountCredits },
      { ...each, id: newId(), name: "Cap", kind: "cap", amountCredits },
    ]);
  allowancesChanged();
  return userId;
}

/** Older calls, so that what a pair costs can be seen on a full database. */
async function fill(userId: string, rows: number): Promise<void> {
  const portion = 50_000;
  for (let made = 0; made < rows; made += portion) {
    await write([
      {
        sql: `with recursive n(i) as (select ? union all select i + 1 from n where i + 1 < ?)
          insert into usage (id, user_id, trace_id, span_id, purpose, model_key, model,
            uncached_input_tokens, cached_input_tokens, cache_write_tokens, output_tokens,
            reasoning_tokens, cost_credits, usage_source, rates, price_source, overrun, demo,
            created_at)
          select printf('0%025d', i), ?, printf('%032x', i), printf('%016x', i), 'chat', 1, 'bench',
            20, 0, 0, 20, 0, 15000, 'provider', '{}', 'bench', 0, 0, 1700000000000 + i from n`,
        args: [made, Math.min(rows, made + portion), userId],
      },
    ]);
  }
}

async function pair(userId: string): Promise<number> {
  const start = performance.now();
  const result = await close(await reserve(ask(userId)), ending);
  if (!result.won) throw new Error("A pair was closed twice.");
  return performance.now() - start;
}

async function measure(userId: string, together: number): Promise<string> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const took: number[] = [];
  const lane = async () => {
    for (let done = 0; done < pairs / together; done += 1) took.push(await pair(userId));
  };
  await Promise.all(Array.from({ length: together }, lane));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const cpuMs = (user + system) / 1000 / took.length;
  took.sort((a, b) => a - b);
  const p50 = took[Math.floor(took.length / 2)] ?? 0;
  const perSecond = (took.length / seconds).toFixed(0);
  return `  ${together} at once: ${perSecond} pairs/s, ${cpuMs.toFixed(2)} ms CPU a pair, p50 ${p50.toFixed(2)} ms`;
}

const rows = Number(process.argv[2] ?? 0);
const directory = await mkdtemp(path.join(tmpdir(), "purser-bench-"));
try {
  await migrateDatabase(await openDatabase(`file:${path.join(directory, "purser.db")}`));
  const userId = await makePayer();
  await fill(userId, rows);
  await measure(userId, 16);
  for (let round = 0; round < rounds; round += 1) {
    console.log(await measure(userId, 1));
    console.log(await measure(userId, 16));
  }
} finally {
  closeDatabase();
  await rm(directory, { recursive: true });
}
