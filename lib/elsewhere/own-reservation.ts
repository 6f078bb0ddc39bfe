import type { Person } from "../auth/viewer";
import { notFound } from "../errors";
import { findReservation } from "../ledger/open";
import type { Found } from "./reservation-json";

/** A hold of the viewer's for a call they make themselves; 404 for any other. */
export async function ownReservation(asked: {
  viewer: Person;
  params: { id?: string };
}): Promise<Found> {
  const found = await findReservation(asked.params.id ?? "");
  const { kind, userId } = found?.row ?? {};
  if (!found || kind !== "external" || userId !== asked.viewer.userId) {
    throw notFound("reservation");
  }
  return found;
}
