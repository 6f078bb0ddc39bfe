import type { EndpointJson } from "@/lib/models/endpoint-json";
import type { CeilingName } from "@/lib/pricing/bound";
import type { PriceJson } from "@/lib/pricing/price-json";

export type Endpoint = EndpointJson;
export type EndpointModel = Endpoint["models"][number];

/** Rates as they are typed: USD per million tokens; empty is not said. */
export type RatesDraft = { input: string; cachedInput: string; cacheWrite: string; output: string };
export type TierDraft = RatesDraft & { above: string };
export type PriceDraft = RatesDraft & { tiers: TierDraft[] };

export const noRates: RatesDraft = { input: "", cachedInput: "", cacheWrite: "", output: "" };
export const noPrice: PriceDraft = { ...noRates, tiers: [] };

export function priceDraft(price: PriceJson | null): PriceDraft {
  if (!price) return noPrice;
  const tiers = (price.tiers ?? []).map((tier) => ({
    ...ratesDraft(tier),
    above: String(tier.above_input_tokens),
  }));
  return { ...ratesDraft(price), tiers };
}

function ratesDraft(rates: Omit<PriceJson, "tiers" | "source">): RatesDraft {
  const { input, output, cached_input = "", cache_write = "" } = rates;
  return { input, cachedInput: cached_input, cacheWrite: cache_write, output };
}

/** `price` of a request; undefined when nothing is said of it. */
export function priceBody(draft: PriceDraft): object | undefined {
  const said = Object.values({ ...draft, tiers: "" }).some((rate) => rate.trim() !== "");
  if (!said && draft.tiers.length === 0) return undefined;
  const tiers = draft.tiers.map((tier) => ({
    above_input_tokens: whole(tier.above),
    ...ratesBody(tier),
  }));
  return { ...ratesBody(draft), ...(tiers.length > 0 && { tiers }) };
}

function ratesBody({ input, cachedInput, cacheWrite, output }: RatesDraft) {
  return {
    input: input.trim(),
    output: output.trim(),
    ...(cachedInput.trim() && { cached_input: cachedInput.trim() }),
    ...(cacheWrite.trim() && { cache_write: cacheWrite.trim() }),
  };
}

/** Most tokens of what bytes do not bound, as typed; empty where none is declared. */
export type CeilingsDraft = Partial<Record<CeilingName, string>>;

function ceilingsDraft(ceilings: EndpointModel["ceilings"]): CeilingsDraft {
  const said = Object.entries(ceilings ?? {}).map(([name, tokens]) => [name, text(tokens)]);
  return Object.fromEntries(said) as CeilingsDraft;
}

function ceilingsBody(draft: CeilingsDraft): { ceilings?: object } {
  const said = Object.entries(draft).filter(([, typed]) => typed.trim() !== "");
  if (said.length === 0) return {};
  return { ceilings: Object.fromEntries(said.map(([name, typed]) => [name, whole(typed)])) };
}

/** A model of an endpoint as it is typed. `price` is null where its row says it. */
export type ModelDraft = {
  /** What React tells it from the others by. */
  row: string;
  id: string;
  upstreamId: string;
  name: string;
  aliases: string[];
  contextWindow: string;
  maxOutputTokens: string;
  minOutputTokens: string;
  ceilings: CeilingsDraft;
  price: PriceDraft | null;
};

let rows = 0;

export function newModel(model: Partial<ModelDraft> = {}): ModelDraft {
  rows += 1;
  return {
    row: `new-${rows}`,
    id: "",
    upstreamId: "",
    name: "",
    aliases: [],
    contextWindow: "",
    maxOutputTokens: "",
    minOutputTokens: "",
    ceilings: {},
    price: noPrice,
    ...model,
  };
}

function knownModel(model: EndpointModel): ModelDraft {
  return newModel({
    row: model.id,
    id: model.id,
    upstreamId: model.upstream_id === model.id ? "" : model.upstream_id,
    name: model.name,
    aliases: model.aliases,
    contextWindow: text(model.context_window),
    maxOutputTokens: text(model.max_output_tokens),
    minOutputTokens: text(model.min_output_tokens),
    ceilings: ceilingsDraft(model.ceilings),
    price: null,
  });
}

export type EndpointDraft = {
  name: string;
  kind: string;
  baseUrl: string;
  /** Empty keeps the key that is there. */
  apiKey: string;
  models: ModelDraft[];
};

export function endpointDraft(endpoint: Endpoint | null): EndpointDraft {
  if (!endpoint) {
    const kind = "openai-compatible";
    return { name: "", kind, baseUrl: "", apiKey: "", models: [newModel()] };
  }
  const { name, kind, base_url } = endpoint;
  return {
    name,
    kind,
    baseUrl: base_url ?? "",
    apiKey: "",
    models: endpoint.models.map(knownModel),
  };
}

/** The body of `POST`, or of `PATCH` for an endpoint that is there. */
export function endpointBody(draft: EndpointDraft, isNew: boolean): object {
  return {
    name: draft.name,
    ...(isNew && { kind: draft.kind }),
    ...(draft.baseUrl.trim() && { base_url: draft.baseUrl.trim() }),
    ...(draft.apiKey.trim() && { api_key: draft.apiKey.trim() }),
    models: draft.models.map(modelBody),
  };
}

function modelBody(draft: ModelDraft): object {
  const price = draft.price ? priceBody(draft.price) : undefined;
  return {
    id: draft.id.trim(),
    ...(draft.upstreamId.trim() && { upstream_id: draft.upstreamId.trim() }),
    ...(draft.name.trim() && { name: draft.name.trim() }),
    aliases: draft.aliases,
    ...(price && { price }),
    ...(draft.contextWindow.trim() && { context_window: whole(draft.contextWindow) }),
    ...(draft.maxOutputTokens.trim() && { max_output_tokens: whole(draft.maxOutputTokens) }),
    ...(draft.minOutputTokens.trim() && { min_output_tokens: whole(draft.minOutputTokens) }),
    ...ceilingsBody(draft.ceilings),
  };
}

/** A time as it is typed into a field that says UTC; undefined where nothing is typed. */
export function typedTime(value: string): number | undefined {
  return value === "" ? undefined : Date.parse(`${value}Z`);
}

/** Digits as a number, with or without separators; else the text, for the server to refuse. */
function whole(typed: string): number | string {
  const digits = typed.replace(/[\s,_]/g, "");
  return /^\d{1,15}$/.test(digits) ? Number(digits) : typed;
}

function text(value: number | null | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}

/** What a price is in a few words: `0.05 in, 0.40 out`. */
export function rateWords({ input, output }: Pick<PriceJson, "input" | "output">): string {
  return `${rateColumn(input)} in, ${rateColumn(output)} out`;
}

/** A rate for a column, with two decimals at least: `0.10`, `0.0375`. */
export function rateColumn(rate: string | undefined): string {
  if (rate === undefined) return "–";
  const [units = "0", decimals = ""] = rate.split(".");
  return `${units}.${decimals.padEnd(2, "0")}`;
}
