import type { Allowance } from "../lib/allowances/choose";
import { createAllowance } from "../lib/allowances/create";
import type { AllowanceInput } from "../lib/allowances/schemas";
import { db } from "../lib/db/client";
import { groupMembers, groups, users } from "../lib/db/schema";
import { statement, write } from "../lib/db/write";
import { newId } from "../lib/ids";
import type { Reservation } from "../lib/ledger/reservation";
import type { HeldGroup } from "./groups";
import { Books, type Held, type Person, type Wish } from "./model";
import type { Random } from "./random";

export const admin = { kind: "admin-key", role: "admin" } as const;

/** The public id of the model that is there without any configuration, and one that is not. */
export const modelIds = ["demo", "test/model"];
export const purposes = ["chat", "title", "summary"];
export const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Santiago",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
];
const windows = [
  "none",
  "calendar-day",
  "calendar-day",
  "calendar-week",
  "calendar-month",
  "rolling-24h",
  "rolling-24h",
  "rolling-7d",
  "rolling-30d",
] as const;

/** A call that was held, in the ledger and in the model. */
export type HeldCall = {
  reservation: Reservation;
  wish: Wish;
  parts: Held[];
  taken: number;
  deadline: number;
  state: "open" | "settled" | "released" | "expired";
  /** What it was charged so far. */
  cost: number;
  settledLate: boolean;
};

/** What a seed plays in: the same people, allowances and time for the ledger and for the model. */
export type World = {
  random: Random;
  books: Books;
  now: number;
  people: Person[];
  groups: string[];
  held: HeldCall[];
  /** Groups of calls, each under one hold. */
  bundles: HeldGroup[];
  /** The ledger's row of each rule, as it was last changed. */
  rows: Map<string, Allowance>;
  /** What was done, a line each. */
  story: string[];
  /** How many verbs were called for it. */
  operations: number;
};

export async function makeWorld(random: Random): Promise<World> {
  const world: World = {
    random,
    books: new Books(),
    now: Date.UTC(2026, random.int(0, 11), random.int(1, 28), random.int(0, 23), random.int(0, 59)),
    people: [],
    groups: [newId(), newId()],
    held: [],
    bundles: [],
    rows: new Map(),
    story: [],
    operations: 0,
  };
  for (const guest of [false, false, true, true]) {
    const mine = guest ? [] : world.groups.filter(() => random.chance(0.5));
    world.people.push({ id: newId(), guest, groups: mine });
  }
  const row = { createdAt: world.now };
  await write([
    ...world.groups.map((id) =>
      statement(
        db()
          .insert(groups)
          .values({ id, name: id, ...row }),
      ),
    ),
    ...world.people.flatMap(({ id, guest, groups: mine }) => {
      const role = guest ? ("guest" as const) : ("member" as const);
      const made = statement(
        db()
          .insert(users)
          .values({ id, name: "Soak", role, ...row }),
      );
      const joined = mine.map((groupId) =>
        statement(db().insert(groupMembers).values({ groupId, userId: id })),
      );
      return [made, ...joined];
    }),
  ]);
  const count = random.int(2, 6);
  for (let made = 0; made < count; made += 1) await makeRule(world, made === 0);
  return world;
}

/** A key of the first person; caps of level `key` are on it. */
export const keyOf = ({ people }: World) => `key-of-${people[0]?.id}`;

/** An allowance of any shape; the first is a budget for everybody, so that somebody pays. */
export async function makeRule(world: World, first = false): Promise<void> {
  const { random } = world;
  const level = first
    ? random.pick(["instance", "each-user"] as const)
    : random.pick(["instance", "group", "user", "each-user", "each-user", "key"] as const);
  const window = random.pick(windows);
  const input: AllowanceInput = {
    name: "Soak",
    kind: level === "key" || (!first && random.chance(0.35)) ? "cap" : "budget",
    level,
    subjectId: subjectOf(world, level),
    purpose: !first && random.chance(0.3) ? random.pick(purposes) : null,
    model: !first && random.chance(0.15) ? "demo" : null,
    window,
    timeZone: random.pick(zones),
    amountCredits: amount(random),
    rollover: rolls(random, window),
  };
  const allowance = await createAllowance({ viewer: admin, input, now: world.now });
  world.rows.set(allowance.id, allowance);
  world.books.rules.set(allowance.id, {
    id: allowance.id,
    kind: input.kind,
    level,
    of: input.subjectId,
    purpose: input.purpose,
    model: input.model,
    window,
    zone: input.timeZone,
    amount: input.amountCredits,
    rollsOver: input.rollover === "period",
    since: world.now,
    live: true,
  });
  world.story.push(`allowance ${JSON.stringify(input)}`);
}

/** Mostly of some calls, sometimes of nothing, seldom round. */
export const amount = (random: Random) =>
  random.chance(0.05) ? 0 : random.int(0, 400) * 1000 + random.int(0, 999);

export const rolls = (random: Random, window: string) =>
  window.startsWith("calendar-") && random.chance(0.4) ? ("period" as const) : ("none" as const);

export const anyWindow = (random: Random) => random.pick(windows);

function subjectOf(world: World, level: AllowanceInput["level"]): string | null {
  const { random, people, groups: all } = world;
  if (level === "group") return random.pick(all);
  if (level === "user") return random.pick(people).id;
  return level === "key" ? keyOf(world) : null;
}
