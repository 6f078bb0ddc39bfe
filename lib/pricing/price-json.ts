import { z } from "zod";
import { type Rate, rateFromUsd, rateText } from "../money";
import type { Price, Rates } from "./price";

/** No model costs a million dollars per million tokens; above it sums would leave 2^53. */
const maxRate: Rate = 1_000_000_000_000;

const message = "USD per million tokens, from 0 to a million, with 6 decimals at most.";

const rate = z.union([z.string(), z.number()], message).transform((value, context): Rate => {
  const parsed = rateFromUsd(value);
  if (parsed !== null && parsed <= maxRate) return parsed;
  context.issues.push({ code: "custom", message, input: value });
  return z.NEVER;
});

const rates = {
  input: rate,
  output: rate,
  cached_input: rate.optional(),
  cache_write: rate.optional(),
};

const tier = z.strictObject({
  above_input_tokens: z.number().int().min(0).max(1_000_000_000),
  ...rates,
});

/** `price` of the HTTP API, USD per million tokens, text or numbers; parsed to all but `source`. */
export const priceInput = z
  .strictObject({
    ...rates,
    tiers: z.array(tier).max(20).optional(),
    source: z.string().trim().min(1).max(200).optional(),
  })
  .refine((price) => distinct(price.tiers ?? []), {
    path: ["tiers"],
    message: "Each tier has its own above_input_tokens.",
  });

export type PriceInput = z.output<typeof priceInput>;

function distinct(tiers: { above_input_tokens: number }[]): boolean {
  return new Set(tiers.map((one) => one.above_input_tokens)).size === tiers.length;
}

/** A checked `price` of the API as a `Price`; `source` is used where it names none. */
export function toPrice(input: PriceInput, source: string): Price {
  const tiers = (input.tiers ?? [])
    .map((one) => ({ aboveInputTokens: one.above_input_tokens, ...toRates(one) }))
    .sort((a, b) => a.aboveInputTokens - b.aboveInputTokens);
  return { ...toRates(input), tiers, source: input.source ?? source };
}

function toRates(input: Omit<PriceInput, "tiers" | "source">): Rates {
  return {
    input: input.input,
    output: input.output,
    ...(input.cached_input !== undefined && { cachedInput: input.cached_input }),
    ...(input.cache_write !== undefined && { cacheWrite: input.cache_write }),
  };
}

/** A `Price` as the API shows it: exact decimal text. */
export function priceJson(price: Price) {
  return {
    ...ratesJson(price),
    ...(price.tiers.length > 0 && {
      tiers: price.tiers.map((one) => ({
        above_input_tokens: one.aboveInputTokens,
        ...ratesJson(one),
      })),
    }),
    source: price.source,
  };
}

function ratesJson(price: Rates) {
  return {
    input: rateText(price.input),
    output: rateText(price.output),
    ...(price.cachedInput !== undefined && { cached_input: rateText(price.cachedInput) }),
    ...(price.cacheWrite !== undefined && { cache_write: rateText(price.cacheWrite) }),
  };
}

export type PriceJson = ReturnType<typeof priceJson>;
