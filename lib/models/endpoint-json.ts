import { priceJson } from "../pricing/price-json";
import type { EndpointRow } from "./endpoint-rows";
import { knownPrice, suggestedPrice, unknownBecause } from "./known-price";
import type { Model, WrittenPrice } from "./model";
import { modelPriceJson } from "./model-json";
import { writtenAt } from "./price-row";
import { listModels } from "./registry";

/** An endpoint as admins see it, with its live models. The key is write-only. */
export function endpointJson(row: EndpointRow, at = Date.now()) {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    base_url: row.baseUrl,
    api_key_last_four: row.apiKeyLastFour,
    template: row.template,
    on_disconnect: row.onDisconnect,
    origin: row.origin,
    created_at: row.createdAt,
    models: listModels()
      .filter((model) => model.endpointId === row.id)
      .map((model) => ({
        id: model.id,
        upstream_id: model.upstreamId,
        name: model.name,
        aliases: model.aliases,
        price: modelPriceJson(model, at),
        prices: model.written.map((one) => writtenJson(one, model, at)),
        known_price: known(row, model, at),
        suggested_price: suggestion(row, model, at),
        not_callable: notCallable(row, model, at),
        context_window: model.contextWindow,
        max_output_tokens: model.maxOutputTokens,
        min_output_tokens: model.minOutputTokens,
        ceilings: model.ceilings,
      })),
  };
}

/** A price of the model's history; `price` is null where it ends what was set before. */
function writtenJson(written: WrittenPrice, model: Model, at: number) {
  const { effectiveFrom, price, source, createdBy, createdAt } = written;
  return {
    effective_from: effectiveFrom,
    price: price && priceJson(price),
    set_by: source,
    created_by: createdBy,
    created_at: createdAt,
    in_force: writtenAt(model.written, at) === written,
    to_come: effectiveFrom > at,
  };
}

/** What holds where nobody set a price: the catalogue's, or the house's. */
function known(row: EndpointRow, model: Model, at: number) {
  const price = knownPrice(row, model.upstreamId, at);
  return price && priceJson(price);
}

/** The catalogue's guess where there is no price: `PUT` it to confirm it. */
function suggestion(row: EndpointRow, model: Model, at: number) {
  const price = model.priceAt(at) === null && suggestedPrice(row, model.upstreamId, at);
  return price ? priceJson(price) : null;
}

/** Why a model cannot be called now, in words; null for one that can. */
function notCallable(row: EndpointRow, model: Model, at: number): string | null {
  if (!model.keyed) return "It has no key.";
  if (model.priceAt(at) !== null) return null;
  return `It has no price. ${unknownBecause(row, model.upstreamId, at)}`;
}

export type EndpointJson = ReturnType<typeof endpointJson>;
