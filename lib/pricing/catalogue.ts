import { calcPrice, findProvider, type ModelInfo, type Provider } from "@pydantic/genai-prices";
import { one } from "../one";
import { priceOf, uncounted } from "./catalogue-price";
import type { Price } from "./price";

/** What the bundled catalogue (`@pydantic/genai-prices`) knows of a model; nothing is fetched. */
export type CatalogueEntry = {
  /** The catalogue's own id of it. */
  id: string;
  name: string | null;
  contextWindow: number | null;
  /** The price in force at `at` (ms), or null where a unit is priced that we do not count. */
  priceAt: (at: number) => Price | null;
  /** What is priced apart at `at` and not counted, so that there is no price: "output audio". */
  uncountedAt: (at: number) => string[];
};

/**
 * The catalogue's entry for exactly this id at an endpoint of this kind. For `openai-compatible`
 * the provider is known by the endpoint's address. A prefix, a family or a pattern is no price:
 * see `suggestedEntry`.
 */
export function catalogueEntry(
  kind: string,
  upstreamId: string,
  baseUrl: string | null,
): CatalogueEntry | null {
  const provider = providerOf(kind, baseUrl);
  return provider && (exactEntries(provider).get(upstreamId) ?? null);
}

/** The entry that the catalogue has by family alone: a guess, for an admin to confirm. */
export function suggestedEntry(
  kind: string,
  upstreamId: string,
  baseUrl: string | null,
): CatalogueEntry | null {
  const provider = providerOf(kind, baseUrl);
  if (!provider || exactEntries(provider).has(upstreamId)) return null;
  const model = matched(provider, upstreamId);
  return model && entryOf(model);
}

const providerIds: Record<string, string | undefined> = {
  openai: "openai",
  anthropic: "anthropic",
  google: "google",
};

function providerOf(kind: string, baseUrl: string | null): Provider | null {
  const providerId = providerIds[kind];
  if (providerId) return findProvider({ providerId }) ?? null;
  if (kind !== "openai-compatible" || baseUrl === null) return null;
  const provider = findProvider({ providerApiUrl: baseUrl });
  return provider && isAddressOf(provider, baseUrl) ? provider : null;
}

/**
 * The catalogue searches its pattern anywhere in an address; here the address begins with it, and
 * what follows begins a port or a path, so that `https://api.groq.com.example` is not Groq. A
 * pattern that ends within a host name (`api.moonshot.`) takes one more word.
 */
function isAddressOf({ api_pattern }: Provider, baseUrl: string): boolean {
  const more = api_pattern.endsWith("\\.") ? "[a-z]+" : "";
  return new RegExp(`^(?:${api_pattern})${more}(?:(?<=/)|(?=[:/]|$))`).test(baseUrl);
}

function exactEntries(provider: Provider): Map<string, CatalogueEntry> {
  const all = one("catalogue", () => new Map<string, Map<string, CatalogueEntry>>());
  const known = all.get(provider.id) ?? readEntries(provider);
  all.set(provider.id, known);
  return known;
}

/** The first entry of an id is the one that counts, as in the catalogue itself. */
function readEntries(provider: Provider): Map<string, CatalogueEntry> {
  const entries = new Map<string, CatalogueEntry>();
  for (const model of provider.models) {
    const entry = entryOf(model);
    for (const id of exactIds(model.match)) {
      if (!entries.has(id)) entries.set(id, entry);
    }
  }
  for (const model of provider.models) {
    // An entry's own id is exact too, where the catalogue answers it with this very entry.
    const own = !entries.has(model.id) && matched(provider, model.id) === model;
    if (own) entries.set(model.id, entryOf(model));
  }
  return entries;
}

function exactIds(match: ModelInfo["match"]): string[] {
  if ("equals" in match) return [match.equals];
  return "or" in match ? match.or.flatMap(exactIds) : [];
}

/** The provider's entry by the catalogue's own rules: prefixes, patterns, words. */
function matched({ id: providerId, models }: Provider, modelId: string): ModelInfo | null {
  const model = calcPrice({}, modelId, { providerId })?.model;
  return model && models.includes(model) ? model : null;
}

function entryOf(model: ModelInfo): CatalogueEntry {
  const dated = datedPrices(model);
  const inForce = (at: number) => dated.findLast(({ holds }) => holds(at));
  return {
    id: model.id,
    name: model.name ?? null,
    contextWindow: model.context_window ?? null,
    priceAt: (at) => inForce(at)?.price ?? null,
    uncountedAt: (at) => inForce(at)?.uncounted ?? [],
  };
}

type Dated = { holds: (at: number) => boolean; price: Price | null; uncounted: string[] };

/** In the catalogue's order: of those that hold at a time, the last is in force. */
function datedPrices({ prices }: ModelInfo): Dated[] {
  const all = Array.isArray(prices) ? prices : [{ prices }];
  return all.map((each) => ({
    holds: holdsBy("constraint" in each ? each.constraint : undefined),
    price: priceOf(each.prices),
    uncounted: uncounted(each.prices),
  }));
}

type Constraint = Exclude<ModelInfo["prices"], Record<string, unknown>>[number]["constraint"];

const day = 86_400_000;

function holdsBy(constraint: Constraint): Dated["holds"] {
  if (!constraint) return () => true;
  if (constraint.type === "start_date") {
    const from = Date.parse(constraint.start_date);
    return (at) => at >= from;
  }
  const [start, end] = [timeOfDay(constraint.start_time), timeOfDay(constraint.end_time)];
  return (at) => {
    const time = ((at % day) + day) % day;
    return start <= end ? start <= time && time < end : start <= time || time < end;
  };
}

/** `16:30:00Z` as milliseconds of the UTC day. */
function timeOfDay(text: string): number {
  return Date.parse(`1970-01-01T${text}`) % day;
}
