import { type Credits, creditsRoundedUp, type Rate } from "../money";
import type { Counts, Price, Rates } from "./price";

/** The four rates a call is charged by; nothing absent. Kept with each usage row. */
export type FullRates = Required<Rates>;

export type Cost = {
  credits: Credits;
  rates: FullRates;
  /** Input tokens above which the tier used applies; null for the price without a tier. */
  tier: number | null;
};

/** All input of a call: the three disjoint buckets together. */
export function inputTokens(counts: Counts): number {
  return counts.uncachedInput + counts.cachedInput + counts.cacheWrite;
}

/** An absent cached or cache-write rate is the input rate of the same tier. */
export function fullRates(rates: Rates): FullRates {
  const { input, output, cachedInput = input, cacheWrite = input } = rates;
  return { input, output, cachedInput, cacheWrite };
}

/** The dearest tier whose bound `tokens` of input exceed; a tier applies strictly above it. */
export function tierAt(price: Price, tokens: number): { rates: FullRates; tier: number | null } {
  const tier = price.tiers.findLast(({ aboveInputTokens }) => tokens > aboveInputTokens);
  return { rates: fullRates(tier ?? price), tier: tier?.aboveInputTokens ?? null };
}

/**
 * What a call costs: exact, rounded up once. Counts are non-negative safe integers, else this
 * throws; so does a cost above 2^53 - 1 credits.
 */
export function costOf(price: Price, counts: Counts): Cost {
  const { rates, tier } = tierAt(price, inputTokens(counts));
  const credits = creditsRoundedUp(
    times(counts.uncachedInput, rates.input) +
      times(counts.cachedInput, rates.cachedInput) +
      times(counts.cacheWrite, rates.cacheWrite) +
      times(counts.output, rates.output),
  );
  return { credits, rates, tier };
}

/** Exact tokens x rate: a thousand of it is a credit. */
export function times(tokens: number, rate: Rate): bigint {
  if (!Number.isSafeInteger(tokens) || tokens < 0) {
    throw new RangeError(`A token count is an integer from 0, not ${tokens}`);
  }
  return BigInt(tokens) * BigInt(rate);
}
