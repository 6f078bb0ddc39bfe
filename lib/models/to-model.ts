import type { LanguageModelV3 } from "@ai-sdk/provider";
import type { endpoints, models, prices } from "../db/schema";
import { demoModel } from "./demo-model";
import { apiKeyOf } from "./endpoint-key";
import { openAiCompatible } from "./endpoints/openai-compatible";
import { knownPrice } from "./known-price";
import type { EndpointKind, Model, WrittenPrice } from "./model";
import { type OptionName, optionSchema } from "./options";
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
    keyed: provider !== "openai" || endpoint.apiKeyLastFour !== null,
    contextWindow: row.contextWindow,
    maxOutputTokens: row.maxOutputTokens,
    options: optionSchema(optionsOf(provider, row.upstreamId), row.maxOutputTokens),
    written,
    priceAt: (at) => writtenAt(written, at)?.price ?? knownPrice(endpoint, row.upstreamId, at),
    provide: provideOnce(row, endpoint),
  };
}

function toWritten(row: PriceRow): WrittenPrice {
  const { effectiveFrom, price, source, createdBy, createdAt } = row;
  return { effectiveFrom, price: isPrice(price) ? price : null, source, createdBy, createdAt };
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

function provideModel({ upstreamId }: ModelRow, endpoint: EndpointRow): LanguageModelV3 {
  const provider = endpoint.kind as EndpointKind;
  if (provider === "demo") return demoModel;
  const { baseUrl } = endpoint;
  if (baseUrl === null) throw new Error(`The endpoint ${endpoint.name} has no base_url.`);
  return openAiCompatible({ provider, upstreamId, baseUrl, apiKey: apiKeyOf(endpoint) });
}
