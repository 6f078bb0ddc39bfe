import { grant } from "../lib/allowances/grant";
import { makeAllowance } from "../lib/allowances/testing";
import { db } from "../lib/db/client";
import { groupMembers, groups, users } from "../lib/db/schema";
import { statement, write } from "../lib/db/write";
import { PurserError } from "../lib/errors";
import { newId } from "../lib/ids";
import { close } from "../lib/ledger/close";
import type { Reservation } from "../lib/ledger/reservation";
import { reserve } from "../lib/ledger/reserve";
import { askFor, endedAs, same } from "./calls";
import { checkBooks } from "./compare";
import type { Databases } from "./database";
import { admin } from "./world";

const hour = 3_600_000;
const noon = Date.UTC(2026, 10, 25, 12);
const price = { input: 1_000_000, output: 1_000_000 };
/** Ten tokens in and ten out at a thousand credits each. */
const callCredits = 20_000;
const fitting = 10;
const together = 200;

const slow = "more little grants than tries";

/** People whose calls come at once, and for how many of them there is room. */
type Room = { people: string[]; fits: number; available: number };

async function person(groupIds: string[] = []): Promise<string> {
  const id = newId();
  const row = { name: id, createdAt: noon };
  await write([
    statement(
      db()
        .insert(users)
        .values({ id, role: "member", ...row }),
    ),
    ...groupIds.map((groupId) =>
      statement(db().insert(groupMembers).values({ groupId, userId: id })),
    ),
  ]);
  return id;
}

async function group(): Promise<string> {
  const id = newId();
  await write([statement(db().insert(groups).values({ id, name: id, createdAt: noon }))]);
  return id;
}

type Own = Parameters<typeof makeAllowance>[0];

const budgetOf = (userId: string, over: Own) =>
  makeAllowance({ level: "user", subjectId: userId, createdAt: noon - 90 * 24 * hour, ...over });

const give = (
  allowance: Awaited<ReturnType<typeof makeAllowance>>,
  credits: number,
  expiresAt: number | null,
) => {
  const input = { credits, expiresAt, note: null, userId: null };
  return grant({ viewer: admin, allowance, input, attempt: null }, noon);
};

/** Ways to have room for so many calls and some credits more. */
const rooms: Record<string, () => Promise<Room>> = {
  plain: async () => {
    const userId = await person();
    await budgetOf(userId, { window: "none", amountCredits: fitting * callCredits + 7 });
    return { people: [userId], fits: fitting, available: 7 };
  },
  "a period that begins": async () => {
    const userId = await person();
    const half = (fitting * callCredits) / 2 + 3;
    await budgetOf(userId, { rollover: "period", amountCredits: half });
    return { people: [userId], fits: fitting, available: 6 };
  },
  "grants that no call fits into": async () => {
    const userId = await person();
    const own = await budgetOf(userId, { amountCredits: fitting * callCredits - 90_000 });
    await give(own, 33_333, noon + hour);
    await give(own, 33_333, noon + 2 * hour);
    await give(own, 23_335, null);
    return { people: [userId], fits: fitting, available: 1 };
  },
  [slow]: async () => {
    const userId = await person();
    const own = await budgetOf(userId, { amountCredits: 0 });
    for (let at = 1; at <= 60; at += 1) await give(own, callCredits, noon + at * hour);
    return { people: [userId], fits: 60, available: 0 };
  },
  "a rolling window": async () => {
    const userId = await person();
    const amountCredits = fitting * callCredits + 5;
    await budgetOf(userId, { window: "rolling-24h", amountCredits });
    // A call of the day before leaves the window at the very moment.
    const call = { person: { id: userId, guest: false, groups: [] }, key: null };
    const wish = { call: { ...call, purpose: "chat", model: "m" }, price, input: 10, output: 10 };
    const held = await reserve({ ...askFor(wish, noon), now: noon - 24 * hour });
    const told = { input: 10, output: 10, charge: "counts", reachedWire: true } as const;
    await close(held, endedAs("settled", told), {}, noon - hour);
    return { people: [userId], fits: fitting, available: 5 };
  },
  "two allowances, crosswise": async () => {
    // Each pays for one of them and caps the other, so both count down both.
    const [a, b] = [await group(), await group()];
    const people = [await person([a, b]), await person([b, a])];
    for (const [at, subjectId] of [a, b].entries()) {
      const level = { level: "group", subjectId, window: "none" } as const;
      const [least, most] = [fitting * callCredits + 9, 3 * fitting * callCredits];
      await makeAllowance({ ...level, amountCredits: at === 0 ? least : most });
      await makeAllowance({ ...level, kind: "cap", amountCredits: at === 0 ? most : least });
    }
    return { people, fits: fitting, available: 9 };
  },
};

export const roomNames = Object.keys(rooms);

/** The one with many grants takes long, and is the same each time. */
export const roundsOf = (name: string, rounds: number) => (name === slow ? 1 : rounds);

/**
 * So many calls at once on room for ten: ten are held, the others are told in numbers. Returns how
 * many there were.
 */
export async function checkRoom(databases: Databases, name: string): Promise<number> {
  await databases.next({ durable: false });
  const { people, fits, available } = (await rooms[name]?.()) ?? {
    people: [],
    fits: 0,
    available: 0,
  };
  const results = await Promise.allSettled(
    Array.from({ length: together }, (_, at) => {
      const id = people[at % people.length] ?? "";
      const call = { person: { id, guest: false, groups: [] }, key: null };
      const wish = { call: { ...call, purpose: "chat", model: "m" }, price, input: 10, output: 10 };
      return reserve({ ...askFor(wish, noon + hour), now: noon });
    }),
  );
  const held: Reservation[] = [];
  for (const result of results) {
    if (result.status === "fulfilled") held.push(result.value);
    else checkRefusal(name, result.reason, available);
  }
  same(`${name}: held`, held.length, fits);
  await checkBooks();
  const told = { input: 10, output: 10, charge: "counts", reachedWire: true } as const;
  await Promise.all(held.map((each) => close(each, endedAs("settled", told), {}, noon)));
  await checkBooks();
  return together;
}

function checkRefusal(name: string, reason: unknown, available: number): void {
  const isClean = reason instanceof PurserError && reason.code === "allowance_exhausted";
  if (!isClean) throw new Error(`${name}: not a clean refusal`, { cause: reason });
  const { needed_credits, available_credits } = reason.extra;
  same(
    `${name}: needed and available`,
    [needed_credits, available_credits],
    [callCredits, available],
  );
}
