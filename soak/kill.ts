import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { sql } from "drizzle-orm";
import { makeAllowance } from "../lib/allowances/testing";
import { tidyAllowances } from "../lib/allowances/tidy";
import { closeDatabase, db, openDatabase } from "../lib/db/client";
import { users } from "../lib/db/schema";
import { statement, write } from "../lib/db/write";
import { newId } from "../lib/ids";
import { sweep } from "../lib/ledger/sweep";
import { expiring, same } from "./calls";
import { checkBooks } from "./compare";
import { type Databases, forget } from "./database";
import { points } from "./kill-points";
import { randomOf } from "./random";

const hour = 3_600_000;
const day = 24 * hour;
const roundsPerDatabase = 50;
/** Long enough for any point on a busy machine. */
const longestMs = 60_000;
const child = path.join(import.meta.dirname, "kill-child.ts");

type Ack = { what: string; id: string; credits: number };
type Life = { acks: Ack[]; met: boolean; output: string };

/** One process from its start until it is killed at `point`, and what it acknowledged. */
async function live(asked: {
  file: string;
  seed: number;
  now: number;
  point: string;
}): Promise<Life> {
  const { file, seed, now, point } = asked;
  const args = ["--import", "tsx", child, file, String(seed), String(now), point];
  const running = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const gone = once(running, "close");
  const life: Life = { acks: [], met: false, output: "" };
  const kill = () => {
    life.met = true;
    running.kill("SIGKILL");
  };
  const late = setTimeout(() => running.kill("SIGKILL"), longestMs);
  running.stderr.on("data", (chunk) => {
    life.output += chunk;
  });
  createInterface({ input: running.stdout }).on("line", (line) => {
    const [word, what = "", id = "", credits = "0"] = line.split(" ");
    if (word === "ack") life.acks.push({ what, id, credits: Number(credits) });
    if (line === `at ${point}`) kill();
    if (line === "ready" && point === "any-time") setTimeout(kill, randomOf(seed).int(1, 150));
    if (line === "at the end") running.kill("SIGKILL");
  });
  await gone;
  clearTimeout(late);
  return life;
}

/** What was acknowledged and is not there as it was said. */
async function lost(acks: Ack[]): Promise<Ack[]> {
  const json = JSON.stringify(acks.map(({ what, id, credits }) => [what, id, credits]));
  const rows = await db().all<Ack>(sql`
    select value ->> 0 as what, value ->> 1 as id, value ->> 2 as credits from json_each(${json})
    where not case value ->> 0
      when 'held' then exists (select 1 from reservations
        where id = value ->> 1 and credits = value ->> 2)
      when 'granted' then exists (select 1 from entries
        where id = value ->> 1 and credits = value ->> 2)
      else exists (select 1 from usage
        where reservation_id = value ->> 1 and cost_credits + adjusted_credits = value ->> 2) end`);
  return rows;
}

async function makeAccounts(now: number): Promise<void> {
  const people = [newId(), newId()];
  await write(
    people.map((id) => {
      const row = { id, name: "Soak", role: "member" as const, createdAt: now };
      return statement(db().insert(users).values(row));
    }),
  );
  const createdAt = now - 60 * day;
  const each = { level: "each-user", createdAt } as const;
  const rolling = { window: "rolling-24h", amountCredits: 900_000 } as const;
  await makeAllowance({ createdAt, rollover: "period", amountCredits: 1_500_000 });
  await makeAllowance({ ...each, ...rolling, kind: "cap" });
}

/** As a start does it: what the dead one left is closed; then all of it must be right. */
async function restart(file: string, acks: Ack[]): Promise<number> {
  await openDatabase(`file:${file}`);
  forget();
  const [last] = await db().all<{ at: number }>(sql`select max(at) as at from (
    select max(created_at) as at from entries union all select max(created_at) from reservations)`);
  const now = (last?.at ?? 0) + hour;
  const missing = await lost(acks);
  same("acknowledged and lost", missing, []);
  await tidyAllowances(now);
  await sweep({ now, atBoot: true, judge: async (held) => expiring(held) });
  same("lost by the sweep", await lost(acks.filter(({ what }) => what !== "held")), []);
  const [open] = await db().all<{ count: number }>(sql`
    select count(*) as count from reservations where state = 'open'`);
  same("holds of the dead", open?.count, 0);
  const [integrity] = await db().all<{ integrity_check: string }>(sql`pragma integrity_check`);
  same("integrity", integrity?.integrity_check, "ok");
  await checkBooks();
  await closeDatabase();
  return now;
}

export type Killed = { rounds: number; acks: number; at: Record<string, number> };

/** So many processes killed, at the points in turn; after each everything is looked at. */
export async function checkKills(
  databases: Databases,
  { rounds, seed, of = points }: { rounds: number; seed: number; of?: readonly string[] },
  progress: (done: number) => void = () => undefined,
): Promise<Killed> {
  const killed: Killed = { rounds, acks: 0, at: {} };
  let file = "";
  let now = 0;
  for (let round = 0; round < rounds; round += 1) {
    if (round % roundsPerDatabase === 0) {
      now = Date.now();
      file = await databases.next({ durable: true });
      await makeAccounts(now);
      await closeDatabase();
    }
    const point = of[(seed + round) % of.length] ?? "any-time";
    const life = await live({ file, seed: seed + round, now, point });
    if (!life.met) throw new Error(`Round ${seed + round} never came to ${point}. ${life.output}`);
    try {
      now = await restart(file, life.acks);
    } catch (error) {
      throw new Error(`Killed at ${point}, seed ${seed + round}: ${error}`, { cause: error });
    }
    killed.acks += life.acks.length;
    killed.at[point] = (killed.at[point] ?? 0) + 1;
    progress(round + 1);
  }
  return killed;
}
