import { keyAllows, scopeOf } from "../auth/keys/allows";
import type { Person } from "../auth/viewer";
import { PurserError } from "../errors";
import { checkPurpose } from "../models/purposes";
import { findModel } from "../models/registry";
import type { GatewayRequest } from "./request";

/**
 * What a call is for: the key's purpose, or what the client names.
 * @throws PurserError forbidden where the key is for another purpose or model; invalid
 */
export function purposeOf(
  { header }: GatewayRequest,
  person: Person,
  model: string | null = null,
): string {
  const asked = header("x-purser-purpose");
  const purpose = asked === null ? (person.keyPurpose ?? "chat") : checkPurpose(asked);
  const refusal = keyAllows({
    key: scopeOf(person),
    model: model === null ? null : findModel(model),
    purpose,
  });
  if (refusal) throw new PurserError("forbidden", refusal);
  return purpose;
}
