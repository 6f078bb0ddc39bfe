import { PurserError } from "../lib/errors";
import { newId, newSpanId } from "../lib/ids";
import { close } from "../lib/ledger/close";
import { settleGroup } from "../lib/ledger/group";
import type { Reservation } from "../lib/ledger/reservation";
import { reserve } from "../lib/ledger/reserve";
import { askFor, endingFor, same, wishOf } from "./calls";
import { costOf, type Held, type Wish } from "./model";
import type { World } from "./world";

/** A call under a group's hold: what it may cost at most is kept of that hold for it. */
type Member = { reservation: Reservation; wish: Wish; cost: number | null };

/** Several calls under one hold, in the ledger and in the model. */
export type HeldGroup = {
  reservation: Reservation;
  wish: Wish;
  parts: Held[];
  taken: number;
  deadline: number;
  open: boolean;
  calls: Member[];
  /** What its ended calls cost, lost ones included. */
  spent: number;
};

/** Takes the hold of a group: all of it or, where the room does not reach for it, nothing. */
export async function openGroup(world: World): Promise<void> {
  const { random, now, books } = world;
  const wish = wishOf(world);
  const credits = random.chance(0.1) ? 0 : random.int(1, 150) * 1000 + random.int(0, 999);
  const deadline = now + random.int(1, 180) * 60_000;
  world.story.push(`group of ${credits} ${JSON.stringify(wish)}`);
  const ask = askFor(wish, deadline);
  const asked = { ...ask, kind: "group" as const, credits, outputTokens: 1, now };
  const taken = await reserve(asked).catch((error: unknown) => error);
  const room = books.room(wish, now);
  const fits = books.chosen(wish.call).length > 0 && (credits === 0 || credits <= room);
  if (!fits) {
    const isClean = taken instanceof PurserError && taken.code === "allowance_exhausted";
    if (!isClean) throw new Error(`A group of ${credits} was taken on ${room}`, { cause: taken });
    const { needed_credits, available_credits } = taken.extra;
    same("needed and available", [needed_credits, available_credits], [credits, room]);
    return;
  }
  if (taken instanceof Error) throw taken;
  const reservation = taken as Reservation;
  same("hold of a group", reservation.credits, credits);
  const parts = books.hold(wish, credits, now);
  same(
    "holds of a group",
    reservation.holds.map((hold) => hold.credits),
    parts.map((part) => part.credits),
  );
  const fresh = { open: true, calls: [], spent: 0 };
  world.bundles.push({ reservation, wish, parts, taken: now, deadline, ...fresh });
}

const nothing = { uncachedInput: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 };

const leftOf = ({ reservation, spent, calls }: HeldGroup) =>
  calls.reduce(
    (left, call) => (call.cost === null ? left - call.reservation.credits : left),
    reservation.credits - spent,
  );

/** Admits a call to a group while it fits what is left of the hold; mostly it ends soon. */
export async function callInGroup(world: World): Promise<void> {
  const { random, bundles, now } = world;
  const open = bundles.filter((each) => each.open);
  if (open.length === 0) return openGroup(world);
  const group = random.pick(open);
  const { call: groupCall, price } = group.wish;
  const { call } = wishOf(world);
  const wish = { call: { ...groupCall, purpose: call.purpose }, price };
  const asked = { ...wish, input: random.int(0, 40), output: random.int(1, 40) };
  const credits = costOf(price, asked.input, asked.output);
  if (credits > leftOf(group)) return;
  const member: Member = { reservation: memberOf(group, asked, now), wish: asked, cost: null };
  group.calls.push(member);
  world.story.push(`call of group ${bundles.indexOf(group)} for at most ${credits}`);
  if (random.chance(0.7)) await endMember(world, group, member);
}

function memberOf({ reservation }: HeldGroup, wish: Wish, now: number): Reservation {
  const { price, purpose: _, ...ask } = { ...askFor(wish, 0), purpose: wish.call.purpose };
  return {
    ...reservation,
    id: newId(),
    groupId: reservation.id,
    kind: "call",
    spanId: newSpanId(),
    call: { ...reservation.call, purpose: wish.call.purpose },
    credits: costOf(wish.price, wish.input, wish.output),
    inputTokensBound: wish.input,
    maxOutputTokens: wish.output,
    price,
    bound: { ...reservation.bound, input: ask.input },
    createdAt: now,
  };
}

/** Its charge waits for the group's settle; after that it is charged at once. */
async function endMember(world: World, group: HeldGroup, member: Member): Promise<void> {
  const { random, now, bundles, books } = world;
  const state = random.pick(["settled", "settled", "settled", "released"] as const);
  const { ending: told, cost } = endingFor(random, member, { state });
  // What is not charged has no counts: there is no release of a group's call that would say so.
  const ending = state === "released" ? { ...told, counts: nothing } : told;
  world.story.push(`end call ${group.calls.indexOf(member)} of ${bundles.indexOf(group)}: ${cost}`);
  const { won } = await close(member.reservation, ending, {}, now);
  same("end of a group's call", won, true);
  member.cost = cost;
  const before = group.spent;
  group.spent += cost;
  if (!group.open) {
    books.charge(group.parts, group.spent, { taken: group.taken, now, before });
  }
}

const underWay = ({ bundles }: World) =>
  bundles.flatMap((group) =>
    group.calls.flatMap((member) => (member.cost === null ? [{ group, member }] : [])),
  );

/** A call that was under way ends, also one whose group was closed meanwhile. */
export async function endGroupCall(world: World): Promise<void> {
  const waiting = underWay(world);
  if (waiting.length === 0) return callInGroup(world);
  const { group, member } = world.random.pick(waiting);
  await endMember(world, group, member);
}

/** Settles a group, once or several times at once, mostly with calls that end in that moment. */
export async function settleSomeGroup(world: World): Promise<void> {
  const { random, bundles, now } = world;
  if (bundles.length === 0) return openGroup(world);
  const open = bundles.filter((each) => each.open);
  const group = open.length > 0 && random.chance(0.9) ? random.pick(open) : random.pick(bundles);
  const attempts = random.int(1, 3);
  const ends = random.chance(0.5) ? group.calls.filter(({ cost }) => cost === null) : [];
  const told = ends.map((member) => ({
    member,
    ...endingFor(random, member, { state: "settled" }),
  }));
  world.story.push(
    `settle group ${bundles.indexOf(group)} x ${attempts}, ${told.map(({ cost }) => cost)} ending`,
  );
  const state = group.spent > 0 ? ("settled" as const) : ("released" as const);
  const settle = () => settleGroup(group.reservation, { state, because: "soak" }, now);
  const after = random.int(0, told.length);
  const endAll = (some: typeof told) =>
    some.map(({ member, ending }) => close(member.reservation, ending, {}, now));
  const [, wins] = await Promise.all([
    Promise.all(endAll(told.slice(0, after))),
    Promise.all(Array.from({ length: attempts }, settle)),
    Promise.all(endAll(told.slice(after))),
  ]);
  same("wins of a group's settle", wins.filter(Boolean).length, group.open ? 1 : 0);
  const before = group.spent;
  for (const { member, cost } of told) {
    member.cost = cost;
    group.spent += cost;
  }
  if (group.open) closeGroup(world, group);
  else if (group.spent > before) {
    world.books.charge(group.parts, group.spent, { taken: group.taken, now, before });
  }
}

function closeGroup({ books, now }: World, group: HeldGroup): void {
  books.close(group.parts, group.spent, { taken: group.taken, now });
  group.open = false;
}

/** Nobody will settle it: what its ended calls did not cost of the hold, lost ones may have. */
export function expireGroup(world: World, group: HeldGroup): void {
  group.spent = Math.max(group.spent, group.reservation.credits);
  closeGroup(world, group);
}
