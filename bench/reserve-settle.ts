/**
 * What a hold and its settlement cost: `npx tsx bench/reserve-settle.ts [--keep=directory]
 * [--rounds=n] [calls ...]`.
 *
 * On temporary databases with WAL and full durability, each pair counting down one budget and one
 * cap of one of 5,000 people: pairs a second and CPU per pair, one at a time and 16 at once; on
 * top of so many older calls. Of several numbers the databases take turns, each round the other way
 * round, so that what else the machine does falls on all of them alike. With `--keep` the databases
 * stay in that directory, where the next run finds them, with the calls of the runs before.
 */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { allowancesChanged } from "../lib/allowances/live";
import { type Database, db, openDatabase } from "../lib/db/client";
import { migrateDatabase } from "../lib/db/migrate";
import { allowances } from "../lib/db/schema";
import { newId, newTraceId } from "../lib/ids";
import { close, type Ending } from "../lib/ledger/close";
import { type Ask, reserve } from "../lib/ledger/reserve";
import { setOne } from "../lib/one";
import { everybody, fill } from "./fill";
import { median } from "./numbers";

const pairs = 2000;
const amountCredits = 1_000_000_000_000;

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

type Subject = {
  calls: number;
  database: Database;
  users: string[];
  /** Of the rounds, by how many were made at once. */
  p50: Map<number, number[]>;
};

async function prepare(directory: string, calls: number): Promise<Subject> {
  const start = performance.now();
  const file = path.join(directory, `${calls}.db`);
  const isThere = existsSync(file);
  const database = await openDatabase(`file:${file}`);
  await migrateDatabase(database);
  const users = isThere ? await everybody() : await fillAnew(calls);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const { rows } = await db().$client.execute("select max(rowid) as there from usage");
  const there = Number(rows[0]?.there ?? 0).toLocaleString("en");
  console.log(`  ${there} older calls, ${isThere ? "kept" : `made in ${seconds} s`}`);
  return { calls, database, users, p50: new Map() };
}

async function fillAnew(calls: number): Promise<string[]> {
  const createdAt = Date.now();
  const each = { level: "each-user", window: "calendar-day", timeZone: "UTC", createdAt } as const;
  const [budget, cap] = [newId(), newId()];
  await db()
    .insert(allowances)
    .values([
      { ...each, id: budget, name: "Budget", kind: "budget", amountCredits },
      { ...each, id: cap, name: "Cap", kind: "cap", amountCredits },
    ]);
  await fill({ calls, allowanceIds: [budget, cap], amount: amountCredits });
  return everybody();
}

async function pair(users: string[]): Promise<number> {
  const userId = users[Math.floor(Math.random() * users.length)] ?? "";
  const start = performance.now();
  const result = await close(await reserve(ask(userId)), ending);
  if (!result.won) throw new Error("A pair was closed twice.");
  return performance.now() - start;
}

async function measure(subject: Subject, together: number): Promise<string> {
  setOne("db", subject.database);
  setOne("chain heads", new Map());
  allowancesChanged();
  const cpu = process.cpuUsage();
  const start = performance.now();
  const took: number[] = [];
  const lane = async () => {
    for (let done = 0; done < pairs / together; done += 1) took.push(await pair(subject.users));
  };
  await Promise.all(Array.from({ length: together }, lane));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const cpuMs = (user + system) / 1000 / took.length;
  const p50 = median(took);
  subject.p50.set(together, [...(subject.p50.get(together) ?? []), p50]);
  const perSecond = (took.length / seconds).toFixed(0);
  return (
    `  ${subject.calls.toLocaleString("en")} calls, ${together} at once: ${perSecond} pairs/s, ` +
    `${cpuMs.toFixed(2)} ms CPU a pair, p50 ${p50.toFixed(3)} ms`
  );
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { keep: { type: "string" }, rounds: { type: "string" } },
});
const sizes = positionals.length > 0 ? positionals.map(Number) : [0];
const rounds = Number(values.rounds ?? (sizes.length > 1 ? 7 : 3));
if (values.keep) await mkdir(values.keep, { recursive: true });
const directory = values.keep ?? (await mkdtemp(path.join(tmpdir(), "purser-bench-")));
try {
  const subjects: Subject[] = [];
  for (const calls of sizes) subjects.push(await prepare(directory, calls));
  // Once before, unmeasured.
  for (const subject of subjects) await measure(subject, 16);
  for (const subject of subjects) subject.p50.clear();
  for (let round = 0; round < rounds; round += 1) {
    for (const together of [1, 16]) {
      const inTurn = round % 2 === 0 ? subjects : subjects.toReversed();
      for (const subject of inTurn) console.log(await measure(subject, together));
    }
  }
  for (const together of subjects.length > 1 ? [1, 16] : []) {
    const p50 = (of?: Subject) => median(of?.p50.get(together) ?? []);
    const [few, many] = [p50(subjects[0]), p50(subjects.at(-1))];
    const more = ((many / few - 1) * 100).toFixed(1);
    console.log(
      `  p50, ${together} at once: ${few.toFixed(3)} ms, of the fullest ${many.toFixed(3)} ms, ` +
        `${more} % more, goal 10 % or less`,
    );
  }
  for (const { database } of subjects) database.$client.close();
} finally {
  if (!values.keep) await rm(directory, { recursive: true });
}
