import { actorId, type Viewer } from "@/lib/auth/viewer";
import { attemptOf } from "@/lib/db/once";
import { notFound } from "@/lib/errors";
import { route } from "@/lib/http/route";
import { rerate } from "@/lib/ledger/rerate";
import { rerateJson } from "@/lib/ledger/rerate-json";
import type { Model } from "@/lib/models/model";
import { modelJson } from "@/lib/models/model-json";
import { visibleModel } from "@/lib/models/offered";
import { putPrice } from "@/lib/models/put-price";
import { findModel } from "@/lib/models/registry";
import { pricePut, rerateBody } from "@/lib/models/schemas";

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

/** The model that an address with a word after its id names. */
const before = (word: string) => async (asked: { params: Params }) => {
  const { id } = asked.params;
  return found(id.at(-1) === word && id.length > 1 ? findModel(idOf(id.slice(0, -1))) : null);
};

export const PUT = route({
  access: "admin",
  summary: "Sets the price of a model from a time on: PUT /api/models/:id/price",
  owner: before("price"),
  body: pricePut,
  handle: async ({ viewer, owned, body }) =>
    modelJson(await putPrice({ viewer, model: owned, input: body })),
});

export const POST = route({
  access: "admin",
  summary: "Corrects the price of a past period: what it would change, then, confirmed, the rest",
  owner: before("rerate"),
  body: rerateBody,
  handle: async ({ viewer, owned, body, request }) => {
    const attempt = attemptOf(request, actorId(viewer), body);
    return rerateJson(await rerate({ viewer, model: owned, input: body, attempt }));
  },
});
