import type { LanguageModelV3 } from "@ai-sdk/provider";
import type { endpoints, models, prices } from "../db/schema";
import { demoModel } from "./demo-model";
import { apiKeyOf } from "./endpoint-key";
import { anthropicModel } from "./endpoints/anthropic";
import { googleModel } from "./endpoints/google";
import { openAiCompatible, type Wire, wireOf } from "./endpoints/openai-compatible";
import { kindOptions } from "./kind-options";
import { knownPrice } from "./known-price";
import type { EndpointKind, Model, WrittenPrice } from "./model";
import { isPrice, writtenAt } from "./price-row";

type ModelRow = typeof models.$inferSelect;
type EndpointRow = typeof endpoints.$inferSelect;
type PriceRow = typeof prices.$inferSelect;

/** A live model of its rows; `priceRows` ascend by date. */
export function toModel(row: ModelRow, endpoint: EndpointRow, priceRows: PriceRow[]): Model {
  const written = priceRows.map(toWritten);
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
    written,
    priceAt: (at) => writtenAt(written, at)?.price ?? knownPrice(endpoint, row.upstreamId, at),
    provide: provideOnce(row, endpoint),
    wire: wireOnce(row, endpoint),
    onDisconnect: endpoint.onDisconnect,
  };
}

/** A provider's own endpoint is nothing without a key; any other address may need none. */
function needsKey(provider: EndpointKind): boolean {
  return provider !== "demo" && provider !== "openai-compatible";
}

function toWritten(row: PriceRow): WrittenPrice {
  const { effectiveFrom, price, source, createdBy, createdAt } = row;
  return { effectiveFrom, price: isPrice(price) ? price : null, source, createdBy, createdAt };
}

/** Made on the first call, then kept: the key is not decrypted for a model nobody calls. */
function provideOnce(row: ModelRow, endpoint: EndpointRow): () => LanguageModelV3 {
  let made: LanguageModelV3 | undefined;
  return () => {
    made ??= provideModel(row, endpoint);
    return made;
  };
}

/** The same for what goes through in the endpoint's own dialect, each path by itself. */
function wireOnce({ upstreamId }: ModelRow, endpoint: EndpointRow): Model["wire"] {
  const provider = endpoint.kind;
  const { baseUrl } = endpoint;
  if (baseUrl === null || (provider !== "openai" && provider !== "openai-compatible")) {
    return undefined;
  }
  const made = new Map<string, Wire>();
  return (path) => {
    const known = made.get(path);
    if (known) return known;
    const apiKey = apiKeyOf(endpoint);
    const wire = wireOf({ provider, upstreamId, baseUrl, apiKey }, path);
    made.set(path, wire);
    return wire;
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
