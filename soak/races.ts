import { setImmediate as turn } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { makeAllowance } from "../lib/allowances/testing";
import { db } from "../lib/db/client";
import { users } from "../lib/db/schema";
import { statement, write } from "../lib/db/write";
import { newId } from "../lib/ids";
import { close } from "../lib/ledger/close";
import type { Reservation } from "../lib/ledger/reservation";
import { reserve } from "../lib/ledger/reserve";
import { sweep } from "../lib/ledger/sweep";
import { askFor, endedAs, expiring, same } from "./calls";
import { checkBooks } from "./compare";
import type { Databases } from "./database";
import { type Random, randomOf } from "./random";

const start = Date.UTC(2026, 10, 25, 12);
const price = { input: 1_000_000, output: 1_000_000 };
const atOnce = 10;
const racesPerDatabase = 500;

type Race = {
  reservation: Reservation;
  /** What each way of closing it would charge. */
  costs: Record<"settled" | "stopped" | "swept", number>;
  wins: ("settled" | "stopped" | "swept")[];
};

async function payer(): Promise<string> {
  const id = newId();
  const row = { id, name: "Soak", role: "member" as const, createdAt: start };
  await write([statement(db().insert(users).values(row))]);
  for (const kind of ["budget", "cap"] as const) {
    const own = { level: "user", subjectId: id, window: "none", kind } as const;
    await makeAllowance({ ...own, amountCredits: 1_000_000_000 });
  }
  return id;
}

/** Settle, stop, the sweeper and a retry of the settle, each at some moment: one of them wins. */
async function run(races: Race[], random: Random, now: number): Promise<void> {
  // Where all others are late, the sweeper has a chance: it looks first, and is slower by that.
  const late = random.pick([0, 0, 20, 100]);
  const soon = async (more = 0) => {
    for (let turns = more + random.pick([0, 1, 2, 5, 30]); turns > 0; turns -= 1) await turn();
  };
  const closeAs = async (race: Race, way: "settled" | "stopped") => {
    await soon(late);
    const output = way === "settled" ? 5 : 3;
    const told = { input: 10, output, charge: "counts", reachedWire: true } as const;
    const ending = endedAs("settled", told);
    if ((await close(race.reservation, ending, {}, now)).won) race.wins.push(way);
  };
  const sweeps = async () => {
    await soon();
    const swept: string[] = [];
    const judge = async (held: Reservation) => {
      const along = { closed: () => void swept.push(held.id) };
      return { ...expiring(held), along };
    };
    await sweep({ now, judge });
    for (const race of races) if (swept.includes(race.reservation.id)) race.wins.push("swept");
  };
  await Promise.all([
    ...races.flatMap((race) => [
      closeAs(race, "settled"),
      closeAs(race, "stopped"),
      closeAs(race, "settled"),
    ]),
    sweeps(),
  ]);
}

type Row = { state: string; cost: number; adjusted: number; charges: number; rows: number };

async function check({ reservation, costs, wins }: Race): Promise<void> {
  const { id } = reservation;
  same(`winners of ${id}`, wins.length, 1);
  const [row] = await db().all<Row>(sql`
    select r.state, sum(u.cost_credits) as cost, sum(u.adjusted_credits) as adjusted,
      count(*) as rows, (select count(*) from entries where usage_id = u.id
        and kind = 'charge') as charges
    from reservations r join usage u on u.reservation_id = r.id where r.id = ${id}`);
  const [won = "settled"] = wins;
  same(`state of ${id}`, row?.state, won === "swept" ? "expired" : "settled");
  same(`rows and charges of ${id}`, [row?.rows, row?.charges], [1, 2]);
  same(`cost of ${id}`, row?.cost, costs[won]);
  // What came after the sweeper's word is the true cost, and a correction, once.
  const corrected = (row?.cost ?? 0) + (row?.adjusted ?? 0);
  const right = won === "swept" ? [costs.settled, costs.stopped] : [costs[won]];
  if (!right.includes(corrected)) throw new Error(`${id} costs ${corrected} now`);
}

/** `count` races; how many each contender won. */
export async function checkRaces(
  databases: Databases,
  { count, seed }: { count: number; seed: number },
  progress: (done: number) => void = () => undefined,
): Promise<Record<string, number>> {
  const random = randomOf(seed);
  const won: Record<string, number> = { settled: 0, stopped: 0, swept: 0 };
  let userId = "";
  for (let done = 0; done < count; done += atOnce) {
    if (done % racesPerDatabase === 0) {
      if (done > 0) await checkBooks();
      await databases.next({ durable: false });
      userId = await payer();
    }
    const now = start + done;
    const races = await Promise.all(
      Array.from({ length: Math.min(atOnce, count - done) }, async (): Promise<Race> => {
        const person = { id: userId, guest: false, groups: [] };
        const call = { person, key: null, purpose: "chat", model: "m" };
        const ask = askFor({ call, price, input: 10, output: 10 }, now - 1);
        const reservation = await reserve({ ...ask, now: now - 2 });
        return {
          reservation,
          costs: { settled: 15_000, stopped: 13_000, swept: 20_000 },
          wins: [],
        };
      }),
    );
    await run(races, random, now);
    for (const race of races) await check(race);
    for (const { wins } of races) for (const way of wins) won[way] = (won[way] ?? 0) + 1;
    progress(done + races.length);
  }
  await checkBooks();
  return won;
}
