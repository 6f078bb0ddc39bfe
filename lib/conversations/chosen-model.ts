import type { Person } from "../auth/viewer";
import { PurserError } from "../errors";
import type { Model } from "../models/model";
import { resolveModel } from "../models/offered";
import { type Options, parseOptions } from "../models/options";
import { checkPurpose } from "../models/purposes";

type Wanted = { model?: string; purpose?: string; options?: Record<string, unknown> };
type Chosen = { model: Model; purpose: string; options: Options };

/**
 * The model, purpose and options of a send: all that can be wrong with it before a hold.
 * @throws PurserError invalid; forbidden when the key is for another purpose
 */
export function chosenModel(viewer: Person, wanted: Wanted): Chosen {
  const purpose = checkPurpose(wanted.purpose ?? viewer.keyPurpose ?? "chat");
  if (viewer.keyPurpose !== null && viewer.keyPurpose !== purpose) {
    throw new PurserError(
      "forbidden",
      `This key is for the purpose "${viewer.keyPurpose}" only, not for "${purpose}".`,
    );
  }
  const model = resolveModel({ viewer, purpose, model: wanted.model });
  return { model, purpose, options: parseOptions(model, wanted.options) };
}
