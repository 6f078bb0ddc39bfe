import type { LanguageModelV3 } from "@ai-sdk/provider";
import type { endpoints, models, prices } from "../db/schema";
import { catalogueEntry } from "../pricing/catalogue";
import type { Price } from "../pricing/price";
import { demoPrice } from "./declared";
import { demoModel } from "./demo-model";
import { apiKeyOf } from "./endpoint-key";
import { anthropicModel } from "./endpoints/anthropic";
import { googleModel } from "./endpoints/google";
import { openAiCompatible } from "./endpoints/openai-compatible";
import { kindOptions } from "./kind-options";
import type { EndpointKind, Model } from "./model";
import { isPrice } from "./price-row";

type ModelRow = typeof models.$inferSelect;
type EndpointRow = typeof endpoints.$inferSelect;
type PriceRow = typeof prices.$inferSelect;

/** A live model of its rows; `priceRows` ascend by date. */
export function toModel(row: ModelRow, endpoint: EndpointRow, priceRows: PriceRow[]): Model {
  const provider = endpoint.kind as EndpointKind;
  return {
    key: row.key,
    id: row.id,
    name: row.name,
    aliases: row.aliases,
    upstreamId: row.upstreamId,
    endpointId: endpoint.id,
    endpoint: endpoint.name,
    provider,
    demo: provider === "demo",
    keyed: !needsKey(provider) || endpoint.apiKeyLastFour !== null,
    contextWindow: row.contextWindow,
    maxOutputTokens: row.maxOutputTokens,
    minOutputTokens: row.minOutputTokens,
    ceilings: row.ceilings,
    options: kindOptions(provider, row.upstreamId, row.maxOutputTokens),
    priceAt: (at) => writtenPrice(priceRows, at) ?? knownPrice(provider, row.upstreamId, at),
    provide: provideOnce(row, endpoint),
  };
}

/** A provider's own endpoint is nothing without a key; any other address may need none. */
function needsKey(provider: EndpointKind): boolean {
  return provider !== "demo" && provider !== "openai-compatible";
}

/** Set by hand wins over configured; of each the latest that is in force. */
function writtenPrice(rows: PriceRow[], at: number): Price | null {
  const inForce = rows.filter((row) => row.effectiveFrom <= at);
  const row =
    inForce.findLast((one) => one.source !== "configuration") ??
    inForce.findLast((one) => one.source === "configuration");
  return isPrice(row?.price) ? row.price : null;
}

function knownPrice(provider: EndpointKind, upstreamId: string, at: number): Price | null {
  if (provider === "demo") return demoPrice;
  return provider === "openai" ? (catalogueEntry(upstreamId)?.priceAt(at) ?? null) : null;
}

/** Made on the first call, then kept: the key is not decrypted for a model nobody calls. */
function provideOnce(row: ModelRow, endpoint: EndpointRow): () => LanguageModelV3 {
  let made: LanguageModelV3 | undefined;
  return () => {
    made ??= provideModel(row, endpoint);
    return made;
  };
}

function provideModel({ upstreamId }: ModelRow, endpoint: EndpointRow): LanguageModelV3 {
  const provider = endpoint.kind as EndpointKind;
  if (provider === "demo") return demoModel;
  const { baseUrl } = endpoint;
  if (baseUrl === null) throw new Error(`The endpoint ${endpoint.name} has no base_url.`);
  const apiKey = apiKeyOf(endpoint);
  if (provider === "anthropic") return anthropicModel(upstreamId, { baseUrl, apiKey });
  if (provider === "google") return googleModel(upstreamId, { baseUrl, apiKey });
  return openAiCompatible({ provider, upstreamId, baseUrl, apiKey });
}
