import type { EndpointRow } from "./endpoint-rows";
import { modelPriceJson } from "./model-json";
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
        context_window: model.contextWindow,
        max_output_tokens: model.maxOutputTokens,
      })),
  };
}

export type EndpointJson = ReturnType<typeof endpointJson>;
