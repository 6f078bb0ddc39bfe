import { priceJson } from "../pricing/price-json";
import type { Model } from "./model";
import { optionsJsonSchema } from "./options";
import { purposes, servesPurpose } from "./purposes";

/** The price in force at `at` as the API shows it; null where there is none. */
export function modelPriceJson(model: Model, at: number) {
  const price = model.priceAt(at);
  return price && priceJson(price);
}

/** A model as its users see it. */
export function modelJson(model: Model, at = Date.now()) {
  return {
    id: model.id,
    name: model.name,
    provider: model.provider,
    endpoint: model.endpoint,
    aliases: model.aliases,
    purposes: purposes().filter((purpose) => servesPurpose(model, purpose)),
    options: optionsJsonSchema(model),
    context_window: model.contextWindow,
    max_output_tokens: model.maxOutputTokens,
    min_output_tokens: model.minOutputTokens,
    price: modelPriceJson(model, at),
    demo: model.demo,
  };
}

export type ModelJson = ReturnType<typeof modelJson>;
