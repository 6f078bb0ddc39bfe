import { grant } from "../lib/allowances/grant";
import { patchAllowance } from "../lib/allowances/patch";
import { removeAllowance } from "../lib/allowances/remove";
import { tidyAllowances } from "../lib/allowances/tidy";
import { newId } from "../lib/ids";
import { sweep } from "../lib/ledger/sweep";
import { startOfDate } from "./calendar";
import { expiring, holdSome, settleOne } from "./calls";
import { forget } from "./database";
import { callInGroup, endGroupCall, expireGroup, openGroup, settleSomeGroup } from "./groups";
import type { Rule } from "./model";
import { storm } from "./storm";
import { admin, amount, anyWindow, makeRule, rolls, type World, zones } from "./world";

const hour = 3_600_000;

type Step = { share: number; run: (world: World) => Promise<void> };

/** What can happen, and how often it does. */
const steps: Step[] = [
  { share: 36, run: holdSome },
  { share: 30, run: settleOne },
  { share: 5, run: storm },
  { share: 3, run: openGroup },
  { share: 10, run: callInGroup },
  { share: 3, run: endGroupCall },
  { share: 3, run: settleSomeGroup },
  { share: 12, run: passTime },
  { share: 4, run: sweepLate },
  { share: 5, run: give },
  { share: 4, run: tidy },
  { share: 4, run: patch },
  { share: 2, run: (world) => makeRule(world) },
  { share: 1, run: remove },
  { share: 1, run: crash },
];
const shares = steps.reduce((sum, { share }) => sum + share, 0);

export async function step(world: World): Promise<void> {
  let at = world.random.int(1, shares);
  const chosen = steps.find(({ share }) => {
    at -= share;
    return at <= 0;
  });
  world.operations += 1;
  await chosen?.run(world);
}

/** When a grant ends, or something leaves a rolling window, from now on. */
function endsOf({ books, held, bundles, now }: World): number[] {
  const pots = [...books.accounts.values()].flat();
  const grants = pots.flatMap((pot) => (pot.kind === "grant" && pot.end !== null ? pot.end : []));
  const leaving = pots.flatMap(({ charges }) => charges.map(({ leaves }) => leaves));
  const open = [...held, ...bundles].flatMap(({ parts, taken }) =>
    parts.flatMap(({ pot }) => (pot.kind === "rolling" ? taken + pot.start : [])),
  );
  return [...grants, ...leaving, ...open].filter((at) => at >= now && Number.isFinite(at));
}

/** Time goes on: a little, or over an end of something, to the millisecond. */
async function passTime(world: World): Promise<void> {
  const { random } = world;
  const zone = random.pick(zones);
  const tomorrow = startOfDate(zone, Math.floor(world.now / (24 * hour)) + random.int(1, 3));
  const ends = endsOf(world);
  const ways = [
    () => (ends.length > 0 ? random.pick(ends) + random.int(-1, 1) : world.now + 1),
    () => world.now + random.int(0, 60_000),
    () => world.now + random.int(1, 12) * hour,
    () => tomorrow + random.int(-1, 1),
    () => world.now + random.int(1, 40) * 24 * hour,
  ];
  world.now = Math.max(world.now, random.pick(ways)());
  world.story.push(`it is ${new Date(world.now).toISOString()}`);
}

/** The minute's sweep: what is beyond its deadline expires at its whole hold. */
async function sweepLate(world: World): Promise<void> {
  world.story.push("sweep");
  const { now } = world;
  await sweepAway(world, () => sweep({ now, judge: async (held) => expiring(held) }), isLate(now));
}

type Open = { deadline: number; reservation: { kind: string } };

const isLate =
  (now: number) =>
  ({ deadline }: Open) =>
    deadline < now;

/** The process is gone with all it knew; the next one sweeps what it left. */
async function crash(world: World): Promise<void> {
  world.story.push("crash");
  forget();
  const { now } = world;
  const late = isLate(now);
  await sweepAway(
    world,
    () => sweep({ now, atBoot: true, judge: async (held) => expiring(held) }),
    // What its caller makes elsewhere had no process here that could die with it.
    (open) => open.reservation.kind !== "external" || late(open),
  );
}

async function sweepAway(
  world: World,
  run: () => Promise<number>,
  isLost: (open: Open) => boolean,
): Promise<void> {
  const calls = world.held.filter((call) => call.state === "open" && isLost(call));
  const groups = world.bundles.filter((group) => group.open && isLost(group));
  const swept = await run();
  const lost = calls.length + groups.length;
  if (swept !== lost) throw new Error(`${swept} swept, not ${lost}`);
  for (const call of calls) expire(world, call);
  for (const group of groups) expireGroup(world, group);
}

function expire(world: World, call: World["held"][number]): void {
  const { credits } = call.reservation;
  call.state = "expired";
  call.cost = credits;
  world.books.close(call.parts, credits, { taken: call.taken, now: world.now });
}

const live = ({ books }: World) => [...books.rules.values()].filter((rule) => rule.live);

function rowOf({ rows }: World, { id }: Rule) {
  const row = rows.get(id);
  if (!row) throw new Error(`There is no allowance ${id}`);
  return row;
}

/** A grant, once or (with a key) asked for twice; it may end, and may be a little one. */
async function give(world: World): Promise<void> {
  const { random, now } = world;
  if (live(world).length === 0) return;
  const rule = random.pick(live(world));
  const person = random.pick(world.people);
  const isEach = rule.level === "each-user";
  const end = random.chance(0.6) ? now + random.pick([1, 5, 24, 24, 72]) * hour : null;
  const credits = random.chance(0.3) ? random.int(1, 9) * 1000 : 1 + amount(random);
  const input = { credits, expiresAt: end, note: null, userId: isEach ? person.id : null };
  const attempt = random.chance(0.3) ? { userId: "admin", key: newId(), digest: "soak" } : null;
  const asked = { viewer: admin, allowance: rowOf(world, rule), input, attempt };
  world.story.push(`grant ${JSON.stringify({ ...input, rule: rule.id })}`);
  await Promise.all(Array.from({ length: attempt ? 2 : 1 }, () => grant(asked, now)));
  if (attempt) await grant(asked, now);
  const whose = isEach ? (person.guest ? "guests" : person.id) : "";
  world.books.grant(rule, whose, { credits, end });
}

async function tidy(world: World): Promise<void> {
  world.story.push("tidy");
  await tidyAllowances(world.now);
  world.books.tidy(world.now);
}

/** Another amount, or another window or zone, or both. */
async function patch(world: World): Promise<void> {
  const { random, now } = world;
  if (live(world).length === 0) return;
  const rule = random.pick(live(world));
  const window = random.chance(0.4) ? anyWindow(random) : (rule.window as "none");
  const timeZone = random.chance(0.2) ? random.pick(zones) : rule.zone;
  const kept = rule.rollsOver && window.startsWith("calendar-") ? "period" : "none";
  const rollover = random.chance(0.2) ? rolls(random, window) : kept;
  const amountCredits = random.chance(0.6) ? amount(random) : rule.amount;
  const input = { window, timeZone, rollover, amountCredits } as const;
  world.story.push(`patch ${JSON.stringify({ ...input, rule: rule.id })}`);
  const allowance = rowOf(world, rule);
  world.rows.set(rule.id, await patchAllowance({ viewer: admin, allowance, input, now }));
  const rollsOver = rollover === "period";
  const changes = { window, zone: timeZone, rollsOver, amount: amountCredits };
  world.books.change(rule, changes, now);
}

async function remove(world: World): Promise<void> {
  if (live(world).length < 2) return;
  await removeRule(world, world.random.pick(live(world)));
}

async function removeRule(world: World, rule: Rule): Promise<void> {
  world.story.push(`remove ${rule.id}`);
  await removeAllowance(rowOf(world, rule), world.now);
  rule.live = false;
}

/** The process is gone, and after a while so are the deadlines of what it was not to close. */
export async function end(world: World): Promise<void> {
  await crash(world);
  const last = Math.max(world.now, ...world.held.map(({ deadline }) => deadline));
  world.now = last + 1;
  await sweepLate(world);
}

/** Nothing of a seed is in the way of the next in the same database. */
export async function leave(world: World): Promise<void> {
  for (const rule of live(world)) await removeRule(world, rule);
}
