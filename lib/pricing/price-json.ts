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

const dateMessage = "A date such as 2026-01-31, that with a time and zone, or milliseconds.";

/** A time as people write it in a file: a date is its midnight in UTC; parsed to milliseconds. */
const dateInput = z
  .union([z.int().min(0, dateMessage), z.iso.date(), z.iso.datetime({ offset: true })], dateMessage)
  .transform((value) => (typeof value === "number" ? value : Date.parse(value)));

const datedPrice = priceInput.safeExtend({ effective_from: dateInput.optional() });

/** One price, or a list of them with dates; without a date it holds from always. */
export const datedPrices = z.preprocess(
  (value) => (Array.isArray(value) ? value : [value]),
  z
    .array(datedPrice)
    .min(1, "A price, or a list of prices, is right.")
    .refine((list) => new Set(list.map((one) => one.effective_from ?? 0)).size === list.length, {
      message: "Each price of a model has its own effective_from.",
    }),
);

/** A price that is declared somewhere; `from` is null for one that holds, whenever that began. */
export type DatedPrice = { from: number | null; price: Price };

/** Ascending by date. */
export function toDatedPrices(input: z.output<typeof datedPrices>, source: string): DatedPrice[] {
  const [only] = input;
  if (input.length === 1 && only && only.effective_from === undefined) {
    return [{ from: null, price: toPrice(only, source) }];
  }
  return input
    .map((one) => ({ from: one.effective_from ?? 0, price: toPrice(one, source) }))
    .sort((a, b) => a.from - b.from);
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
