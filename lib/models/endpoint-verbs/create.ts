import { actorId, type Viewer } from "../../auth/viewer";
import { db } from "../../db/client";
import { endpoints } from "../../db/schema";
import { statement, write } from "../../db/write";
import { newId } from "../../ids";
import { keptKey } from "../endpoint-key";
import {
  baseUrlOf,
  type EndpointRow,
  endpointRow,
  insertModel,
  refuseUnpriced,
} from "../endpoint-rows";
import { exclusive } from "../exclusive";
import { refuseClashes } from "../names";
import { reloadModels } from "../registry";
import type { EndpointInput } from "../schemas";

/** Adds an endpoint with its models: 409 for a name that is taken, 422 for an unknown price. */
export function createEndpoint(asked: {
  viewer: Viewer;
  input: EndpointInput;
}): Promise<EndpointRow> {
  return exclusive(() => create(asked));
}

async function create({
  viewer,
  input,
}: {
  viewer: Viewer;
  input: EndpointInput;
}): Promise<EndpointRow> {
  const { kind, name, models } = input;
  const now = Date.now();
  const baseUrl = baseUrlOf(input);
  const place = { kind, baseUrl };
  for (const [at, model] of models.entries()) refuseUnpriced(place, model, `models.${at}`, now);
  refuseClashes(models, null);
  const id = newId();
  const row = {
    id,
    name,
    kind,
    baseUrl,
    ...keptKey(id, input.api_key ?? null),
    onDisconnect: input.on_disconnect ?? ("auto" as const),
    origin: "admin" as const,
    createdAt: now,
  };
  const added = { endpointId: id, place, createdBy: actorId(viewer), now };
  await write([
    statement(db().insert(endpoints).values(row)),
    ...models.flatMap((model, at) => insertModel(model, at, added)),
  ]);
  await reloadModels();
  return endpointRow(id);
}
