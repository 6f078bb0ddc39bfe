import type { ModelPrice } from "@pydantic/genai-prices";
import { parseDecimal, type Rate, rateFromUsd } from "../money";
import type { Price, Rates } from "./price";

const counted = ["input_mtok", "output_mtok", "cache_read_mtok", "cache_write_mtok"] as const;

/**
 * Priced apart for what never occurs, because it is refused before any hold: tools that the
 * provider runs, audio and video that is sent, and a cache that is asked to last an hour.
 */
const refused = new Set([
  "web_searches_kcount",
  "storage_searches_kcount",
  "input_audio_mtok",
  "cache_audio_read_mtok",
  "input_video_mtok",
  "cache_write_1h_mtok",
]);

/** What of a price we neither count nor refuse, in words: "output audio". */
export function uncounted(prices: ModelPrice): string[] {
  const known = new Set<string>([...counted, ...refused]);
  return Object.keys(prices)
    .filter((unit) => prices[unit] !== undefined && !known.has(unit))
    .map((unit) => unit.replace(/_[a-z]+$/, "").replaceAll("_", " "));
}

/** A price of the catalogue in integer rates; null where a unit or a rate leaves it unknown. */
export function priceOf(prices: ModelPrice): Price | null {
  if (uncounted(prices).length > 0) return null;
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
