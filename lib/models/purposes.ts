import { config, type PurposeConfig } from "../config";
import { invalid } from "../errors";
import type { Model } from "./model";
import { findModel, listModels } from "./registry";

const usual: PurposeConfig = { internal: false, defaultModel: null, models: null };
const builtIn: Record<string, PurposeConfig> = {
  chat: usual,
  summary: usual,
  enrichments: usual,
  title: { ...usual, internal: true },
  suggest: { ...usual, internal: true },
};

function registered(): Map<string, PurposeConfig> {
  return new Map(Object.entries({ ...builtIn, ...config().purposes }));
}

/** The purposes that may be asked for; with `internal`, also those of our own calls. */
export function purposes(options: { internal?: boolean } = {}): string[] {
  const all = [...registered()].filter(([, one]) => options.internal || !one.internal);
  return all.map(([name]) => name);
}

/** A purpose that may be asked for, or 422 with those that may. */
export function checkPurpose(purpose: string): string {
  const good = purposes();
  if (good.includes(purpose)) return purpose;
  throw invalid("purpose", `There is no purpose "${purpose}" to ask for. ${good.join(", ")} are.`);
}

/** Whether `model` may be used for `purpose`. */
export function servesPurpose(model: Model, purpose: string): boolean {
  const allowed = registered().get(purpose)?.models;
  return !allowed || [model.id, ...model.aliases].some((name) => allowed.includes(name));
}

/** Priced now, with the key it needs. */
export function isOffered(model: Model, at = Date.now()): boolean {
  return model.keyed && model.priceAt(at) !== null;
}

/**
 * The model of a purpose where none is asked for: the configured one. For what may be asked for,
 * else the first offered one that is not the demo, else the demo; for internal purposes null.
 */
export function defaultModel(purpose: string): Model | null {
  const { internal, defaultModel: name } = registered().get(purpose) ?? usual;
  const configured = name === null ? null : findModel(name);
  if (configured || internal) return configured;
  const offered = listModels().filter((one) => isOffered(one) && servesPurpose(one, purpose));
  return offered.find((one) => !one.demo) ?? offered[0] ?? null;
}
