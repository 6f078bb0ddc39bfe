import { actorId, type Viewer } from "../auth/viewer";
import { write } from "../db/write";
import { toPrice } from "../pricing/price-json";
import { exclusive } from "./exclusive";
import type { Model } from "./model";
import { insertPrice } from "./price-row";
import { findModel, reloadModels } from "./registry";
import type { PricePut } from "./schemas";

/**
 * Sets a model's price from `effective_from` (default now) on. What was called before keeps the
 * price it was held at.
 */
export function putPrice({
  viewer,
  model,
  input,
}: {
  viewer: Viewer;
  model: Model;
  input: PricePut;
}): Promise<Model> {
  return exclusive(async () => {
    const now = Date.now();
    const price = toPrice(input.price, "set by an admin");
    const effectiveFrom = input.effective_from ?? now;
    const row = { modelId: model.id, price, effectiveFrom, source: "admin" as const };
    await write([insertPrice({ ...row, createdBy: actorId(viewer), now })]);
    await reloadModels();
    return findModel(model.id) ?? model;
  });
}
