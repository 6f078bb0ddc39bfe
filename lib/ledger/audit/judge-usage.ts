import type { usage } from "../../db/schema";
import { creditsRoundedUp, ratePerCredit } from "../../money";
import { fullRates, tierAt, times } from "../../pricing/cost";
import type { Counts, Price, Rates } from "../../pricing/price";
import { type Found, isWhole, shown, wholeOr0 } from "./findings";
import type { Held, ReservationRow } from "./judge-calls";

type Columns = typeof usage.$inferSelect;

export type UsageRow = Pick<
  Columns,
  | "id"
  | "reservationId"
  | "origin"
  | "userId"
  | "uncachedInputTokens"
  | "cachedInputTokens"
  | "cacheWriteTokens"
  | "outputTokens"
  | "reasoningTokens"
  | "costCredits"
  | "adjustedCredits"
  | "overrun"
> & {
  /** A `Rates`, as the text that is kept. */
  rates: string | null;
  hasAlert: boolean;
  /** The sum of its adjustments, and of those that gave it a price. */
  adjustmentsSum: number;
  pricedSum: number;
  /** A `Counts`, as the text that is kept: those that a correction says are true. */
  trueCounts: string | null;
};

type Judged = { row: UsageRow; held: Held; say: Say };
type Say = (invariant: string, wrong: string, right: string, sum?: boolean) => void;

/** Judges a call by its reservation and by what each allowance was charged for it. */
export function judgeUsage(
  row: UsageRow,
  charged: Map<string, number>,
  held: Held,
  found: Found,
): void {
  const say: Say = (invariant, wrong, right, sum) =>
    found({ invariant, table: "usage", id: row.id, wrong, right }, sum);
  const judged = { row, held, say };
  judgeOrigin(judged);
  if (judgeFigures(judged)) judgeCost(judged);
  if (row.adjustedCredits !== row.adjustmentsSum) {
    const right = `${shown(row.adjustmentsSum)}, the sum of its adjustments`;
    say("INV7", `it is adjusted by ${shown(row.adjustedCredits)}`, right, true);
  }
  judgeCharges(judged, charged);
}

/** INV5: what Purser sent had a hold. */
function judgeOrigin({ row, held: { reservation }, say }: Judged): void {
  const { reservationId, origin, userId } = row;
  if (reservation && userId !== reservation.userId) {
    say("INV5", `it is of user ${userId}`, `${reservation.userId}, who held for it`);
  }
  if (reservation) return;
  if (reservationId !== null) {
    say("INV5", `its reservation ${reservationId} is missing`, "one there");
  } else if (origin === "chat" || origin === "gateway") {
    say("INV5", `a call of ${origin} without a reservation`, "one that held for it");
  }
}

/** True when the figures are such that a cost can be worked out. */
function judgeFigures({ row, say }: Judged): boolean {
  const counts = [
    row.uncachedInputTokens,
    row.cachedInputTokens,
    row.cacheWriteTokens,
    row.outputTokens,
    row.reasoningTokens,
  ];
  const wrong = counts.find((tokens) => !isWhole(tokens) || tokens < 0);
  if (wrong !== undefined) say("INV1", `it has “${wrong}” tokens`, "whole numbers from 0");
  const { costCredits: cost } = row;
  const isCost = cost === null || (isWhole(cost) && cost >= 0);
  if (!isCost) say("INV1", `it cost ${shown(cost)}`, "an amount from 0");
  if (!isWhole(row.adjustedCredits)) say("INV1", "it is adjusted by no amount", "an amount");
  return wrong === undefined && isCost;
}

/** The cost is counts times rates, rounded up once, unless a rule charged all or nothing. */
function judgeCost({ row, held: { reservation }, say }: Judged): void {
  const { costCredits: cost } = row;
  const rates = row.rates === null ? null : priceIn(row.rates);
  if (cost === null || !rates) {
    if (reservation) say("INV7", "it has no cost or names no rates", "what it was settled at");
    return;
  }
  const should = costAt(countsOf(row), rates);
  const isByRule = reservation !== null && isRuled(row, cost, reservation);
  if (should !== cost && !isByRule && !isPricedLater(row, cost, rates)) {
    const right = should === null ? "less" : shown(should);
    say("INV7", `it cost ${shown(cost)}`, `${right}, its counts times its rates`);
  }
  if (!reservation) return;
  judgeTerms({ row, rates, cost, reservation, say });
}

/**
 * Nothing for what was released; the whole hold, for review, where nothing is known. A group's hold
 * is for several calls.
 */
function isRuled(row: UsageRow, cost: number, { state, kind, credits }: ReservationRow): boolean {
  if (cost === 0 && state === "released") return true;
  if (!row.hasAlert) return false;
  return kind === "group" ? cost <= credits : cost === credits;
}

/** A recorded call may get its price when others have told of a part of its tokens. */
function isPricedLater(row: UsageRow, cost: number, rates: Rates): boolean {
  if (row.reservationId !== null) return false;
  if (row.pricedSum !== 0) return costAt(countsOf(row), rates) === cost + row.pricedSum;
  const counts = row.trueCounts === null ? null : countsIn(row.trueCounts);
  return counts !== null && costAt(counts, rates) === cost;
}

type Settled = {
  row: UsageRow;
  rates: Rates;
  cost: number;
  reservation: ReservationRow;
  say: Say;
};

/** A call is priced by the price in force when its hold was taken, and marked beyond that hold. */
function judgeTerms({ row, rates, cost, reservation, say }: Settled): void {
  const { price, state, kind, credits } = reservation;
  const held = priceIn(price);
  const input = row.uncachedInputTokens + row.cachedInputTokens + row.cacheWriteTokens;
  const should = held && tierAt(held, input).rates;
  // The calls of a group are each priced at their own time.
  if (kind !== "group" && JSON.stringify(should) !== JSON.stringify(fullRates(rates))) {
    say("INV7", "its rates are not those of its hold", JSON.stringify(should));
  }
  if (kind !== "group" && state === "released" && cost !== 0) {
    say("INV4", "its hold was released, and it was charged", "charged when its hold was settled");
  }
  if (kind === "call" && row.overrun !== cost > credits) {
    say(
      "INV3",
      row.overrun ? "it is marked an overrun" : "it overran unmarked",
      "as its hold says",
    );
  }
}

function countsOf(row: UsageRow): Counts {
  return {
    uncachedInput: row.uncachedInputTokens,
    cachedInput: row.cachedInputTokens,
    cacheWrite: row.cacheWriteTokens,
    output: row.outputTokens,
    reasoning: row.reasoningTokens,
  };
}

/** Null for what are no counts. */
function countsIn(text: string): Counts | null {
  const counts = parsed(text) as Partial<Counts> | null;
  const { uncachedInput, cachedInput, cacheWrite, output, reasoning = 0 } = counts ?? {};
  const all = { uncachedInput, cachedInput, cacheWrite, output, reasoning };
  return Object.values(all).every((tokens) => isWhole(tokens) && tokens >= 0)
    ? (all as Counts)
    : null;
}

/** Null above what an amount can be. */
function costAt(counts: Counts, rates: Rates): number | null {
  const { input, cachedInput, cacheWrite, output } = fullRates(rates);
  const sum =
    times(counts.uncachedInput, input) +
    times(counts.cachedInput, cachedInput) +
    times(counts.cacheWrite, cacheWrite) +
    times(counts.output, output);
  return sum > BigInt(Number.MAX_SAFE_INTEGER) * ratePerCredit ? null : creditsRoundedUp(sum);
}

/** INV7: every allowance that it counts down was charged what it costs. */
function judgeCharges({ row, held, say }: Judged, charged: Map<string, number>): void {
  if (held.reservation?.state === "open") return;
  const cost = wholeOr0(row.costCredits) + wholeOr0(row.adjustedCredits);
  for (const allowance of new Set([...held.holds.keys(), ...charged.keys()])) {
    const isHeld = !held.reservation || held.holds.has(allowance);
    const credits = charged.get(allowance) ?? 0;
    const wrong = `allowance ${allowance} was charged ${shown(credits)} for it`;
    if (!isHeld) say("INV7", wrong, "nothing, as none of it was held", true);
    else if (credits !== cost) say("INV7", wrong, `${shown(cost)}, what it costs`, true);
  }
}

/** Texts read once for all rows that have the same. */
const prices = new Map<string, Price | null>();
const pricesMax = 1000;

/** The rates or the price that a text is; null for what is neither. */
function priceIn(text: string): Price | null {
  const known = prices.get(text);
  if (known !== undefined) return known;
  if (prices.size > pricesMax) prices.clear();
  const price = parsed(text) as Partial<Price> | null;
  const tiers = Array.isArray(price?.tiers) ? price.tiers : [];
  const all = [price, ...tiers].flatMap((each) => [
    each?.input,
    each?.output,
    each?.cachedInput ?? 0,
    each?.cacheWrite ?? 0,
  ]);
  const read = all.every((rate) => isWhole(rate)) ? ({ ...price, tiers } as Price) : null;
  prices.set(text, read);
  return read;
}

/** Null for what is no JSON: the row that has it is named, and the audit goes on. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
