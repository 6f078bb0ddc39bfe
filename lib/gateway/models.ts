import { invalid } from "../errors";
import type { Model } from "../models/model";
import { modelsFor } from "../models/offered";
import { purposeOf } from "./asked";
import type { Admitted } from "./request";

/** `GET /v1/models` and `GET /v1/models/{id}`: what the caller may use. */
export async function models({ request, person, outlet }: Admitted): Promise<void> {
  const offered = modelsFor(person, purposeOf(request, person));
  const id = request.path.slice("/v1/models/".length);
  const json = id === "" ? listOf(offered) : oneOf(offered, id);
  outlet.head(200, { "content-type": "application/json" });
  outlet.end(JSON.stringify(json));
}

function listOf(offered: Model[]) {
  return { object: "list", data: offered.map((model) => modelJson(model, model.id)) };
}

function oneOf(offered: Model[], id: string) {
  const model = offered.find((each) => each.id === id || each.aliases.includes(id));
  if (!model) throw invalid("model", `There is no model "${id}" to use.`);
  return modelJson(model, id);
}

/** OpenAI's shape, and what else a client may want to know. */
function modelJson({ name, endpoint, contextWindow, maxOutputTokens, aliases }: Model, id: string) {
  return {
    id,
    object: "model",
    created: 0,
    owned_by: endpoint,
    name,
    aliases,
    context_window: contextWindow,
    max_output_tokens: maxOutputTokens,
  };
}
