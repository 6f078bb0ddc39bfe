import type { Viewer } from "@/lib/auth/viewer";
import { notFound } from "@/lib/errors";
import { route } from "@/lib/http/route";
import type { Model } from "@/lib/models/model";
import { modelJson } from "@/lib/models/model-json";
import { visibleModel } from "@/lib/models/offered";
import { putPrice } from "@/lib/models/put-price";
import { findModel } from "@/lib/models/registry";
import { pricePut } from "@/lib/models/schemas";

export * from "@/lib/http/nothing";

type Params = { id: string[] };

/** Ids may contain `/`, which comes percent-encoded or as it is. */
function idOf(segments: string[]): string {
  try {
    return segments.map(decodeURIComponent).join("/");
  } catch {
    return ""; // A broken percent-encoding names no model.
  }
}

function found(model: Model | null): Model {
  if (!model) throw notFound("model");
  return model;
}

export const GET = route({
  access: "signed-in",
  summary: "A model by id or alias, with help on each option",
  owner: async ({ viewer, params }: { viewer: Viewer; params: Params }) =>
    found(visibleModel(viewer, idOf(params.id))),
  handle: async ({ owned }) => modelJson(owned),
});

export const PUT = route({
  access: "admin",
  summary: "Sets the price of a model from a time on: PUT /api/models/:id/price",
  owner: async ({ params }: { params: Params }) => {
    const isPrice = params.id.at(-1) === "price" && params.id.length > 1;
    return found(isPrice ? findModel(idOf(params.id.slice(0, -1))) : null);
  },
  body: pricePut,
  handle: async ({ viewer, owned, body }) =>
    modelJson(await putPrice({ viewer, model: owned, input: body })),
});
