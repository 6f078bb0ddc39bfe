import { keyAllows, scopeOf } from "../auth/keys/allows";
import type { Person } from "../auth/viewer";
import { PurserError } from "../errors";
import type { Model } from "../models/model";
import { resolveModel } from "../models/offered";
import { type Options, parseOptions } from "../models/options";
import { checkPurpose } from "../models/purposes";
import { findModel } from "../models/registry";

type Wanted = { model?: string; purpose?: string; options?: Record<string, unknown> };
type Chosen = { model: Model; purpose: string; options: Options };

/**
 * The model, purpose and options of a send: all that can be wrong with it before a hold.
 * @throws PurserError invalid; forbidden when the key is for another purpose or model
 */
export function chosenModel(viewer: Person, wanted: Wanted): Chosen {
  const purpose = checkPurpose(wanted.purpose ?? viewer.keyPurpose ?? "chat");
  const named = wanted.model === undefined ? null : findModel(wanted.model);
  const refusal = keyAllows({ key: scopeOf(viewer), model: named, purpose });
  if (refusal) throw new PurserError("forbidden", refusal);
  const model = resolveModel({ viewer, purpose, model: wanted.model });
  return { model, purpose, options: parseOptions(model, wanted.options) };
}
