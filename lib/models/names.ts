import { PurserError } from "../errors";
import { listModels } from "./registry";

type Named = { id: string; aliases?: string[] };

/**
 * Refuses (409) ids and aliases that are taken twice: among `added`, or by a live model of another
 * endpoint than `endpointId`. Ids and aliases are one namespace for the instance.
 */
export function refuseClashes(added: Named[], endpointId: string | null): void {
  const taken = new Map<string, string>();
  for (const model of listModels()) {
    if (model.endpointId === endpointId) continue;
    for (const name of [model.id, ...model.aliases]) taken.set(name, model.endpoint);
  }
  for (const model of added) {
    for (const name of [model.id, ...(model.aliases ?? [])]) {
      const by = taken.get(name);
      if (by !== undefined) {
        const where = by === "" ? "in this request" : `by the endpoint "${by}"`;
        throw new PurserError("conflict", `The name "${name}" is already taken ${where}.`);
      }
      taken.set(name, "");
    }
  }
}
