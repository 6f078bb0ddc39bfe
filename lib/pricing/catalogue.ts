import { findProvider, type ModelInfo, type ModelPrice } from "@pydantic/genai-prices";
import { parseDecimal, type Rate, rateFromUsd } from "../money";
import { one } from "../one";
import type { Price, Rates } from "./price";

/**
 * What the bundled catalogue (`@pydantic/genai-prices`) knows of an OpenAI model by exactly this
 * id; nothing is fetched. Matches by prefix or pattern do not count: a family is not a price.
 */
export type CatalogueEntry = {
  name: string | null;
  contextWindow: number | null;
  /** The price in force at `at` (ms), or null where a unit is priced that we do not count. */
  priceAt: (at: number) => Price | null;
};

export function catalogueEntry(upstreamId: string): CatalogueEntry | null {
  return one("catalogue", readCatalogue).get(upstreamId) ?? null;
}

function readCatalogue(): Map<string, CatalogueEntry> {
  const entries = new Map<string, CatalogueEntry>();
  for (const model of findProvider({ providerId: "openai" })?.models ?? []) {
    const entry = entryOf(model);
    for (const id of exactIds(model.match)) entries.set(id, entry);
  }
  return entries;
}

function exactIds(match: ModelInfo["match"]): string[] {
  if ("equals" in match) return [match.equals];
  return "or" in match ? match.or.flatMap(exactIds) : [];
}

type Dated = { from: number; price: Price | null };

function entryOf(model: ModelInfo): CatalogueEntry {
  const dated = datedPrices(model);
  return {
    name: model.name ?? null,
    contextWindow: model.context_window ?? null,
    priceAt: (at) => dated.findLast(({ from }) => from <= at)?.price ?? null,
  };
}

/** Ascending by date. A price that depends on the hour is not one we can hold: null. */
function datedPrices(model: ModelInfo): Dated[] {
  if (!Array.isArray(model.prices)) return [{ from: 0, price: priceOf(model.prices) }];
  if (model.prices.some(({ constraint }) => constraint?.type === "time_of_date")) {
    return [{ from: 0, price: null }];
  }
  return model.prices
    .map(({ constraint, prices }) => ({
      from: constraint?.type === "start_date" ? Date.parse(constraint.start_date) : 0,
      price: priceOf(prices),
    }))
    .sort((a, b) => a.from - b.from);
}

const counted = ["input_mtok", "output_mtok", "cache_read_mtok", "cache_write_mtok"] as const;
/** Priced per search of a hosted tool; such tools are refused, so they never occur. */
const refused = new Set(["web_searches_kcount", "storage_searches_kcount"]);

export function priceOf(prices: ModelPrice): Price | null {
  const units = Object.keys(prices).filter((unit) => prices[unit] !== undefined);
  const known = new Set<string>(counted);
  if (units.some((unit) => !known.has(unit) && !refused.has(unit))) return null;
  const base = ratesAbove(prices, -1);
  if (!base) return null;
  const bounds = counted.flatMap((unit) => tiersOf(prices[unit]).map((tier) => tier.start));
  const tiers: Price["tiers"] = [];
  let exact = base.exact;
  for (const aboveInputTokens of [...new Set(bounds)].sort((a, b) => a - b)) {
    const tier = ratesAbove(prices, aboveInputTokens);
    if (!tier) return null;
    exact &&= tier.exact;
    tiers.push({ aboveInputTokens, ...tier.rates });
  }
  return { ...base.rates, tiers, source: exact ? "catalogue" : "catalogue, rounded up" };
}

type UnitPrice = ModelPrice[string];

function tiersOf(price: UnitPrice) {
  return typeof price === "object" ? price.tiers : [];
}

/** The rates that hold for input strictly above `bound`; null without input or output. */
function ratesAbove(prices: ModelPrice, bound: number): { rates: Rates; exact: boolean } | null {
  let exact = true;
  const rate = (unit: (typeof counted)[number]): Rate | undefined => {
    const usd = usdAbove(prices[unit], bound);
    if (usd === undefined) return undefined;
    const exactly = rateFromUsd(usd);
    if (exactly === null) exact = false;
    return exactly ?? roundedUp(usd);
  };
  const [input, output] = [rate("input_mtok"), rate("output_mtok")];
  const [cachedInput, cacheWrite] = [rate("cache_read_mtok"), rate("cache_write_mtok")];
  if (input === undefined || output === undefined) return null;
  const rates = {
    input,
    output,
    ...(cachedInput !== undefined && { cachedInput }),
    ...(cacheWrite !== undefined && { cacheWrite }),
  };
  return { rates, exact };
}

function usdAbove(price: UnitPrice, bound: number): number | undefined {
  if (typeof price !== "object") return price;
  const tier = price.tiers
    .filter(({ start }) => start <= bound)
    .sort((a, b) => a.start - b.start)
    .at(-1);
  return tier?.price ?? price.base;
}

/** A rate finer than a micro-dollar, up to the next one. */
function roundedUp(usd: number): Rate | undefined {
  const finer = parseDecimal(usd, 12);
  return finer === null ? undefined : Math.ceil(finer / 1_000_000);
}
