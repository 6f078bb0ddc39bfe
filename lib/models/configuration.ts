import type { Config } from "../config";
import { type DatedPrice, toPrice } from "../pricing/price-json";
import type { DeclaredEndpoint, DeclaredModel } from "./declared";
import { lastFour } from "./endpoint-key";
import { baseUrlOf, modelColumns } from "./endpoint-rows";
import { knownPrice } from "./known-price";
import { findModel, listModels } from "./registry";
import type { EndpointInput, ModelInput } from "./schemas";

type Path = (string | number)[];

/** The endpoints that the configuration declares; throws for a model without a price. */
export function configuredEndpoints(config: Config, now: number): DeclaredEndpoint[] {
  return config.endpoints.map((endpoint, at) => {
    const path = ["endpoints", at];
    const twin = config.endpoints.findIndex((one) => one.name === endpoint.name);
    if (twin < at) throw wrong(config, path, `another endpoint is called "${endpoint.name}"`);
    return {
      origin: "configuration",
      name: endpoint.name,
      kind: endpoint.kind,
      baseUrl: baseUrlOf(endpoint),
      onDisconnect: endpoint.on_disconnect,
      apiKeyLastFour: endpoint.api_key ? lastFour(endpoint.api_key) : null,
      models: endpoint.models.map((model, index) =>
        declaredModel(config, endpoint, model, [...path, "models", index], now),
      ),
    };
  });
}

function declaredModel(
  config: Config,
  endpoint: EndpointInput,
  input: ModelInput,
  path: Path,
  now: number,
): DeclaredModel {
  const place = { kind: endpoint.kind, baseUrl: baseUrlOf(endpoint) };
  const { position: _, ...columns } = modelColumns(place, input, 0);
  const price = input.price && toPrice(input.price, "set in the configuration");
  const known = knownPrice(place, columns.upstreamId, now);
  if (!price && !known && !config.prices[input.id]) {
    throw wrong(config, path, `"${input.id}" has no price: input and output in USD per million`);
  }
  return { ...columns, price, where: config.where(path) };
}

/** The prices the configuration sets, by the ids of live models; `prices` wins over `endpoints`. */
export function configuredPrices(config: Config): Map<string, DatedPrice[]> {
  const prices = new Map<string, DatedPrice[]>();
  for (const { models } of config.endpoints) {
    for (const { id, price } of models) {
      if (price)
        prices.set(id, [{ from: null, price: toPrice(price, "set in the configuration") }]);
    }
  }
  for (const [name, dated] of Object.entries(config.prices)) {
    const model = findModel(name);
    if (model) prices.set(model.id, dated);
  }
  return prices;
}

/** Refuses to start with a configuration that speaks of a model which is not there. */
export function checkConfiguredNames(config: Config): void {
  const check = (name: string | null, path: Path) => {
    if (name !== null && !findModel(name)) throw noModel(config, path, name);
  };
  for (const name of Object.keys(config.prices)) check(name, ["prices", name]);
  for (const [purpose, { defaultModel, models }] of Object.entries(config.purposes)) {
    check(defaultModel, ["purposes", purpose, "default_model"]);
    for (const [at, name] of (models ?? []).entries()) {
      check(name, ["purposes", purpose, "models", at]);
    }
  }
  for (const [at, name] of config.guests.models.entries()) check(name, ["guests", "models", at]);
}

function noModel(config: Config, path: Path, name: string): Error {
  const good = listModels().map((model) => model.id);
  return wrong(config, path, `there is no model "${name}". There are ${good.join(", ")}`);
}

function wrong(config: Config, path: Path, what: string): Error {
  return new Error(`${config.where(path)}: ${what}.`);
}
