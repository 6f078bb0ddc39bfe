/**
 * A process that moves money until it is killed: `kill-child.ts <file> <seed> <now> <point>`.
 *
 * It prints `ack <what> <id> <credits>` when a change is acknowledged, and `at <point>` where it
 * is to be killed; there it waits for that, but at `during-...` it goes on into the commit.
 */
import { writeSync } from "node:fs";
import { grant } from "../lib/allowances/grant";
import { liveAllowances } from "../lib/allowances/live";
import { tidyAllowances } from "../lib/allowances/tidy";
import { db, openDatabase } from "../lib/db/client";
import { lockDatabase } from "../lib/db/lock";
import { users } from "../lib/db/schema";
import type { Statement } from "../lib/db/write";
import { PurserError } from "../lib/errors";
import { close } from "../lib/ledger/close";
import { reserve } from "../lib/ledger/reserve";
import { sweep } from "../lib/ledger/sweep";
import { askFor, endedAs, expiring } from "./calls";
import { isOfStream, type writes } from "./kill-points";
import { randomOf } from "./random";
import { admin } from "./world";

const hour = 3_600_000;
/** As long as its parent waits at most. */
const longestMs = 60_000;
const price = { input: 1_000_000, output: 1_000_000 };
const [file = "", seed = "0", begin = "0", point = "any-time"] = process.argv.slice(2);
const random = randomOf(Number(seed));
let now = Number(begin);
/** The how-manieth time at the point is the one. */
let passes = random.int(1, 3);

const say = (line: string) => void writeSync(1, `${line}\n`);

function at(here: string): void {
  if (here !== point) return;
  passes -= 1;
  if (passes > 0) return;
  say(`at ${here}`);
  if (here.startsWith("during-")) return;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, longestMs);
  // Nobody is there any more to kill it.
  process.exit(1);
}

function kindsOf(statements: Statement[]): Set<(typeof writes)[number]> {
  const kinds = statements.flatMap(({ sql, args }) => {
    if (sql.includes('insert into "reservations"')) return "hold";
    if (sql.startsWith("update balances set spent_credits")) return "roll";
    if (sql.startsWith("update reservations")) return args[0] === "expired" ? "sweep" : "settle";
    if (!sql.includes('insert into "entries"')) return [];
    const kind = (["opening", "grant", "rollover", "expiry"] as const).find((k) =>
      args.includes(k),
    );
    return kind ?? [];
  });
  return new Set(kinds);
}

function watchCommits(): void {
  const { writer } = db();
  if (!writer) throw new Error("A database file has a writer.");
  const commit = writer.commit.bind(writer);
  writer.commit = async (statements, durable) => {
    const kinds = kindsOf(statements);
    for (const kind of kinds) at(`before-${kind}`);
    for (const kind of kinds) at(`during-${kind}`);
    const results = await commit(statements, durable);
    for (const kind of kinds) at(`after-${kind}`);
    return results;
  };
}

async function callOnce(userId: string): Promise<void> {
  const call = { person: { id: userId, guest: false, groups: [] }, key: null };
  const output = random.int(1, 40);
  const wish = { call: { ...call, purpose: "chat", model: "m" }, price, input: 5, output };
  const held = await reserve({ ...askFor(wish, now + random.int(1, 3) * hour), now });
  say(`ack held ${held.id} ${held.credits}`);
  // One in five is forgotten, and found by a sweep after its deadline.
  if (random.chance(0.2)) return;
  const told = { input: 5, output: random.int(0, held.maxOutputTokens) };
  const ending = endedAs("settled", { ...told, charge: "counts", reachedWire: true });
  const ended = await close(held, ending, {}, now);
  const credits = (told.input + told.output) * 1000;
  if (ended.won) say(`ack settled ${held.id} ${credits}`);
  else if (ended.state === "expired") say(`ack corrected ${held.id} ${credits}`);
}

async function give(): Promise<void> {
  const own = (await liveAllowances()).filter(({ kind }) => kind === "budget");
  const allowance = random.pick(own);
  const credits = random.int(1, 50) * 1000;
  const expiresAt = random.chance(0.7) ? now + random.int(1, 20) * hour : null;
  const input = { credits, expiresAt, note: null, userId: null };
  const { id } = await grant({ viewer: admin, allowance, input, attempt: null }, now);
  say(`ack granted ${id} ${credits}`);
}

/** Streams go by the real clock, on whose day the lives before may have left nothing. */
async function makeRoom(userId: string): Promise<void> {
  for (const allowance of await liveAllowances()) {
    const whose = allowance.level === "each-user" ? userId : null;
    const input = { credits: 5_000_000, expiresAt: null, note: null, userId: whose };
    const { id } = await grant({ viewer: admin, allowance, input, attempt: null });
    say(`ack granted ${id} ${input.credits}`);
  }
}

async function one(people: string[]): Promise<void> {
  now += random.int(0, 90) * 60_000;
  const does = random.int(1, 20);
  if (does <= 14) await callOnce(random.pick(people)).catch(refused);
  else if (does <= 16) await give();
  else if (does <= 18) await sweep({ now, judge: async (held) => expiring(held) });
  else await tidyAllowances(now);
}

function refused(error: unknown): void {
  if (!(error instanceof PurserError && error.code === "allowance_exhausted")) throw error;
}

await lockDatabase(file);
await openDatabase(`file:${file}`);
watchCommits();
const people = (await db().select({ id: users.id }).from(users)).map(({ id }) => id);
say("ready");
if (isOfStream(point)) {
  const { streamAnswers } = await import("./kill-stream");
  const [userId = ""] = people;
  await makeRoom(userId);
  await streamAnswers({ userId, at, say });
}
const lane = async () => {
  for (let done = 0; done < 400; done += 1) await one(people);
};
await Promise.all([lane(), lane(), lane()]);
say("at the end");
