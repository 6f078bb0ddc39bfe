import type { LanguageModelV3 } from "@ai-sdk/provider";
import type { endpoints, models, prices } from "../db/schema";
import { catalogueEntry } from "../pricing/catalogue";
import type { Price } from "../pricing/price";
import { demoPrice } from "./declared";
import { demoModel } from "./demo-model";
import { apiKeyOf } from "./endpoint-key";
import { openAiCompatible, type Wire, wireOf } from "./endpoints/openai-compatible";
import type { EndpointKind, Model } from "./model";
import { type OptionName, optionSchema } from "./options";
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
    keyed: provider !== "openai" || endpoint.apiKeyLastFour !== null,
    contextWindow: row.contextWindow,
    maxOutputTokens: row.maxOutputTokens,
    options: optionSchema(optionsOf(provider, row.upstreamId), row.maxOutputTokens),
    priceAt: (at) => writtenPrice(priceRows, at) ?? knownPrice(provider, row.upstreamId, at),
    provide: provideOnce(row, endpoint),
    wire: wireOnce(row, endpoint),
    onDisconnect: endpoint.onDisconnect,
  };
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

const sampling: OptionName[] = ["temperature", "top_p", "stop", "seed"];
const dialect: OptionName[] = ["presence_penalty", "frequency_penalty", "logit_bias"];

/** OpenAI's reasoning models refuse to be sampled by hand. */
function optionsOf(provider: EndpointKind, upstreamId: string): OptionName[] {
  if (provider === "demo") return sampling;
  if (provider === "openai-compatible") return [...sampling, ...dialect, "reasoning_effort"];
  const reasons = /^(o\d|gpt-([5-9]|\d\d))/.test(upstreamId) && !upstreamId.includes("chat");
  return reasons ? ["seed", "reasoning_effort"] : [...sampling, ...dialect];
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
  return openAiCompatible({ provider, upstreamId, baseUrl, apiKey: apiKeyOf(endpoint) });
}
