import type { Viewer } from "../auth/viewer";
import { config } from "../config";
import { invalid } from "../errors";
import type { Model } from "./model";
import { defaultModel, isOffered, servesPurpose } from "./purposes";
import { findModel, listModels } from "./registry";

/** Whether "Try it as a guest" works: as configured, else as long as the demo is all there is. */
export function guestsAllowed(): boolean {
  return config().guests.enabled ?? listModels().every((model) => model.demo);
}

/** What a caller may use for `purpose`: priced, with a key; guests the demo and what is theirs. */
export function modelsFor(viewer: Viewer, purpose: string): Model[] {
  return listModels().filter((model) => mayUse(viewer, model, purpose) && isOffered(model));
}

/** A live model that `viewer` may know of, priced or not; null for what a guest may not use. */
export function visibleModel(viewer: Viewer, idOrAlias: string): Model | null {
  const model = findModel(idOrAlias);
  return model && isVisible(viewer, model) ? model : null;
}

function mayUse(viewer: Viewer, model: Model, purpose: string): boolean {
  return servesPurpose(model, purpose) && isVisible(viewer, model);
}

function isVisible(viewer: Viewer, model: Model): boolean {
  if (!isOfKey(viewer, model)) return false;
  if (viewer.role !== "guest" || model.demo) return true;
  return [model.id, ...model.aliases].some((name) => config().guests.models.includes(name));
}

/** A key that is limited to some models knows no others. */
function isOfKey(viewer: Viewer, model: Model): boolean {
  const models = viewer.kind === "person" ? (viewer.keyModels ?? null) : null;
  return !models || [model.id, ...model.aliases].some((name) => models.includes(name));
}

/**
 * The model that is asked for by id or alias, or the purpose's default; 422 with `path: "model"`
 * when there is none, the viewer may not use it, or it has no price or key.
 */
export function resolveModel(asked: {
  viewer: Viewer;
  purpose: string;
  model?: string | null;
  /** True for a call that is made elsewhere: no key of ours is needed. */
  elsewhere?: boolean;
}): Model {
  const { viewer, purpose, model: name, elsewhere = false } = asked;
  const model = name ? findModel(name) : defaultFor(viewer, purpose);
  if (!model || !mayUse(viewer, model, purpose)) {
    const good = modelsFor(viewer, purpose).map((one) => one.id);
    const them = good.length > 0 ? `These are: ${good.join(", ")}.` : "There is none.";
    throw invalid("model", `There is no model "${name ?? ""}" to use for ${purpose}. ${them}`);
  }
  if (!model.keyed && !elsewhere)
    throw invalid("model", `"${model.id}" has no key yet. An admin can give one.`);
  if (model.priceAt(Date.now()) === null) {
    throw invalid("model", `"${model.id}" has no price yet, and an unknown price is not zero.`);
  }
  return model;
}

function defaultFor(viewer: Viewer, purpose: string): Model | null {
  const model = defaultModel(purpose);
  if (model && mayUse(viewer, model, purpose)) return model;
  return modelsFor(viewer, purpose)[0] ?? null;
}
