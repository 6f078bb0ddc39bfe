import { PurserError } from "../lib/errors";
import { newTraceId } from "../lib/ids";
import { close, type Ending } from "../lib/ledger/close";
import type { Reservation } from "../lib/ledger/reservation";
import { type Ask, reserve } from "../lib/ledger/reserve";
import type { Verdict } from "../lib/ledger/sweep";
import { costOf, type Price, type Wish } from "./model";
import type { Random } from "./random";
import { type HeldCall, keyOf, modelIds, purposes, type World } from "./world";

/** A token is a thousand credits; odd rates; an input without a price; nothing costs anything. */
const prices: Price[] = [
  { input: 1_000_000, output: 1_000_000 },
  { input: 1_000_000, output: 1_000_000 },
  { input: 333_333, output: 1_000_001 },
  { input: 0, output: 777_777 },
  { input: 1_000_000, output: 0 },
  { input: 0, output: 0 },
];

export function same(what: string, got: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(got), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: the ledger says ${a}, the model ${b}`);
}

export function wishOf(world: World): Wish {
  const { random } = world;
  const person = random.pick(world.people);
  const key = person === world.people[0] && random.chance(0.5) ? keyOf(world) : null;
  return {
    call: { person, key, purpose: random.pick(purposes), model: random.pick(modelIds) },
    price: random.pick(prices),
    input: random.int(0, 60),
    output: random.int(1, 80),
  };
}

export function askFor({ call, price, input, output }: Wish, deadlineAt: number): Ask {
  const { person, key, purpose, model } = call;
  return {
    call: { userId: person.id, keyId: key, purpose, traceId: newTraceId() },
    model: { key: 1, id: model, demo: false },
    price: { ...price, tiers: [], source: "soak" },
    input: { method: "bytes", bytes: input, messages: 0, tokens: input },
    outputTokens: output,
    deadlineAt,
  };
}

/** One call, or some alike at once: what each gets is what it would, one after the other. */
export async function holdSome(world: World): Promise<void> {
  const { random, now } = world;
  const wish = wishOf(world);
  const times = random.chance(0.75) ? 1 : random.int(2, 4);
  const deadline = now + random.int(1, 180) * 60_000;
  const { call, ...rest } = wish;
  world.story.push(`reserve ${times} x ${JSON.stringify({ ...rest, ...call })}`);
  world.operations += times - 1;
  await holdAll(world, wish, { times, deadline });
}

async function holdAll(
  world: World,
  wish: Wish,
  { times, deadline }: { times: number; deadline: number },
): Promise<void> {
  const { now, books } = world;
  const taken: Reservation[] = [];
  const along = { reserved: (reserved: unknown) => void taken.push(reserved as Reservation) };
  // One made elsewhere is held alike, and outlives the process.
  const kind = world.random.chance(0.25) ? ("external" as const) : ("call" as const);
  const ask = { ...askFor(wish, deadline), kind, along, now };
  const together = await Promise.allSettled(Array.from({ length: times }, () => reserve(ask)));
  // In the order of their commits.
  for (const reservation of taken) {
    const limit = books.limit(wish, now);
    same("output limit", reservation.maxOutputTokens, limit);
    const credits = costOf(wish.price, wish.input, limit ?? 0);
    same("hold", reservation.credits, credits);
    const parts = books.hold(wish, credits, now);
    same(
      "holds",
      reservation.holds.map((hold) => hold.credits),
      parts.map((part) => part.credits),
    );
    const open = { state: "open", cost: 0, settledLate: false } as const;
    world.held.push({ reservation, wish, parts, taken: now, deadline, ...open });
  }
  const refused = together.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
  same("answers", taken.length + refused.length, times);
  for (const reason of refused) checkRefusal(world, wish, reason);
}

function checkRefusal({ books, now }: World, wish: Wish, reason: unknown): void {
  if (!(reason instanceof PurserError) || reason.code !== "allowance_exhausted") throw reason;
  same("output limit of the refused", null, books.limit(wish, now));
  const { needed_credits, available_credits } = reason.extra;
  const needed = costOf(wish.price, wish.input, Math.min(16, wish.output));
  same("needed", needed_credits, needed);
  same("available", available_credits, books.room(wish, now));
}

/** Closes a call of any state: in time, late, again, or several ways at once. */
export async function settleOne(world: World): Promise<void> {
  const { random, held } = world;
  if (held.length === 0) return;
  const open = held.filter(({ state }) => state === "open");
  const call = open.length > 0 && random.chance(0.85) ? random.pick(open) : random.pick(held);
  const way = random.pick(["settled", "settled", "settled", "released"] as const);
  const { ending, cost } = endingFor(random, call, { state: way });
  const attempts = random.chance(0.7) ? 1 : random.int(2, 3);
  world.operations += attempts - 1;
  world.story.push(`close ${held.indexOf(call)} as ${way} x ${attempts} at ${cost}`);
  const results = await Promise.all(
    Array.from({ length: attempts }, () => close(call.reservation, ending, {}, world.now)),
  );
  const wins = results.filter(({ won }) => won).length;
  same("wins", wins, call.state === "open" ? 1 : 0);
  closeInModel(world, call, { state: way, cost });
  for (const result of results) {
    if (!result.won) same("who won", result.state, call.state);
  }
}

export function closeInModel(
  { books, now }: World,
  call: HeldCall,
  { state, cost }: { state: "settled" | "released"; cost: number },
): void {
  const { parts, taken } = call;
  if (call.state === "open") {
    books.close(parts, cost, { taken, now });
    Object.assign(call, { state, cost });
  } else if (call.state === "expired" && !call.settledLate && cost !== call.cost) {
    books.charge(parts, cost, { taken, now, before: call.cost });
    Object.assign(call, { cost, settledLate: true });
  }
}

/** What a provider told: mostly less than was held, seldom more, sometimes nothing. */
export function endingFor(
  random: Random,
  { wish, reservation }: Pick<HeldCall, "wish" | "reservation">,
  { state, overruns = 0.06 }: { state: "settled" | "released"; overruns?: number },
) {
  const over = random.chance(overruns) ? random.int(1, 50) : 0;
  const input = random.int(0, wish.input);
  const output = random.int(0, reservation.maxOutputTokens) + over;
  const isCharged = state === "settled";
  const ending = endedAs(state, {
    input,
    output,
    charge: isCharged ? "counts" : "nothing",
    reachedWire: isCharged || random.chance(0.5),
  });
  return { ending, cost: isCharged ? costOf(wish.price, input, output) : 0 };
}

export function expiring({ inputTokensBound, maxOutputTokens }: Reservation): Verdict {
  const told = { input: inputTokensBound, output: maxOutputTokens, reachedWire: true };
  // A hold that was charged whole is for review; of a group it is no counts times rates.
  return { ending: { ...endedAs("expired", { ...told, charge: "hold" }), alert: "soak" } };
}

type Told = { input: number; output: number } & Pick<Ending, "charge" | "reachedWire">;

export function endedAs(state: Ending["state"], told: Told): Ending {
  const { input, output, charge, reachedWire } = told;
  return {
    state,
    because: state,
    outcome: state === "settled" ? "done" : "interrupted",
    finishReason: "stop",
    error: () => null,
    counts: { uncachedInput: input, cachedInput: 0, cacheWrite: 0, output, reasoning: 0 },
    charge,
    reachedWire,
    usageSource: "provider",
    reported: null,
    alert: null,
    resolvedModel: null,
    durationMs: 1,
    firstTokenMs: null,
  };
}
