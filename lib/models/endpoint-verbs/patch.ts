import { eq } from "drizzle-orm";
import { actorId, type Viewer } from "../../auth/viewer";
import { db } from "../../db/client";
import { endpoints, models } from "../../db/schema";
import { type Statement, statement, write } from "../../db/write";
import { invalid } from "../../errors";
import { toPrice } from "../../pricing/price-json";
import { keptKey } from "../endpoint-key";
import {
  deleteModelRow,
  type EndpointRow,
  endpointRow,
  insertModel,
  modelColumns,
  refuseDeclared,
  refuseUnpriced,
} from "../endpoint-rows";
import { exclusive } from "../exclusive";
import type { Place } from "../known-price";
import type { Model } from "../model";
import { refuseClashes } from "../names";
import { insertPrice } from "../price-row";
import { listModels, reloadModels } from "../registry";
import type { EndpointPatch, ModelInput } from "../schemas";

type Asked = { viewer: Viewer; endpoint: EndpointRow; input: EndpointPatch };

/**
 * Changes an endpoint. `models`, when given, is the whole list: a model of a known id is changed
 * (its price from now on), a new one made, one that is missing deleted.
 */
export function patchEndpoint(asked: Asked): Promise<EndpointRow> {
  return exclusive(async () => {
    refuseDeclared(asked.endpoint);
    refuseKeyElsewhere(asked);
    const { id } = asked.endpoint;
    const set = columns(asked);
    const changed = Object.keys(set).length > 0;
    const own = statement(
      db()
        .update(endpoints)
        .set(changed ? set : { id })
        .where(eq(endpoints.id, id)),
    );
    await write([own, ...(asked.input.models ? modelChanges(asked, asked.input.models) : [])]);
    await reloadModels();
    return endpointRow(id);
  });
}

/** A kept key is for the host it was entered for: it does not follow the address elsewhere. */
function refuseKeyElsewhere({ endpoint, input }: Asked): void {
  const { base_url, api_key } = input;
  if (base_url === undefined || api_key !== undefined || endpoint.apiKey === null) return;
  if (endpoint.baseUrl !== null && new URL(base_url).origin === new URL(endpoint.baseUrl).origin) {
    return;
  }
  throw invalid("api_key", "The key was entered for another host. Enter the one for this host.");
}

function columns({ endpoint, input }: Asked) {
  return {
    ...(input.name !== undefined && { name: input.name }),
    ...(input.base_url !== undefined && { baseUrl: input.base_url }),
    ...(input.on_disconnect !== undefined && { onDisconnect: input.on_disconnect }),
    ...(input.api_key !== undefined && keptKey(endpoint.id, input.api_key)),
  };
}

function modelChanges({ viewer, endpoint, input }: Asked, wanted: ModelInput[]): Statement[] {
  const now = Date.now();
  const { id: endpointId, kind } = endpoint;
  const place = { kind, baseUrl: input.base_url ?? endpoint.baseUrl };
  const own = listModels().filter((model) => model.endpointId === endpointId);
  const added = { endpointId, place, createdBy: actorId(viewer), now };
  refuseClashes(input.models ?? [], endpointId);
  const gone = own.filter((model) => wanted.every((one) => one.id !== model.id));
  return [
    ...gone.map((model) => deleteModelRow(model.key, now)),
    ...wanted.flatMap((one, at) => {
      const model = own.find((each) => each.id === one.id);
      if (model) return updateModel(model, one, at, added);
      refuseUnpriced(place, one, `models.${at}`, now);
      return insertModel(one, at, added);
    }),
  ];
}

type Added = { place: Place; createdBy: string; now: number };

function updateModel(model: Model, input: ModelInput, at: number, added: Added): Statement[] {
  const { place, createdBy, now } = added;
  const update = db()
    .update(models)
    .set(modelColumns(place, input, at));
  const changed = statement(update.where(eq(models.key, model.key)));
  if (!input.price) return [changed];
  const price = toPrice(input.price, "set by an admin");
  const row = { modelId: model.id, price, effectiveFrom: now, source: "admin" as const };
  return [changed, insertPrice({ ...row, createdBy, now })];
}
