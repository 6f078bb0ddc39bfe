import { keyAllows, scopeOf } from "../auth/keys/allows";
import type { Person } from "../auth/viewer";
import { PurserError } from "../errors";
import { checkPurpose } from "../models/purposes";
import { findModel } from "../models/registry";

/**
 * The purpose of a call that is told of, as the viewer's key allows it, with the key's own as the
 * default.
 * @throws PurserError forbidden where the key is for another purpose or model; invalid
 */
export function allowedPurpose(
  viewer: Person,
  { model, purpose }: { model: string; purpose?: string | undefined },
): string {
  const asked = purpose ?? viewer.keyPurpose ?? "chat";
  const named = findModel(model) ?? { id: model, aliases: [] };
  const refusal = keyAllows({ key: scopeOf(viewer), model: named, purpose: asked });
  if (refusal) throw new PurserError("forbidden", refusal);
  return checkPurpose(asked);
}
