import { PurserError } from "../errors";
import { close } from "../ledger/close";
import { findReservation } from "../ledger/open";
import type { Found } from "./reservation-json";
import { settledAt } from "./settled-at";

/**
 * Gives a hold (of `ownReservation`) back whose call was not made; twice is fine. One that has
 * expired, at its full hold, is corrected to nothing.
 * @throws PurserError conflict where it was settled
 */
export async function releaseElsewhere({ owned }: { owned: Found }): Promise<Found> {
  const { reservation } = owned;
  const result = await close(reservation, {
    state: "released",
    because: "released by its caller",
    outcome: "failed",
    finishReason: "error",
    error: () => null,
    counts: { uncachedInput: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 },
    charge: "nothing",
    reachedWire: false,
    usageSource: "provider",
    reported: null,
    alert: null,
    resolvedModel: null,
    durationMs: 0,
    firstTokenMs: null,
  });
  const isBack = result.won || result.state === "released";
  // One that expired is corrected to nothing, unless somebody has settled it since.
  const cost = isBack ? 0 : (await settledAt(reservation.id))?.costCredits;
  if (!isBack && (result.state !== "expired" || cost !== 0)) {
    throw new PurserError("conflict", "It was settled before. That stands.");
  }
  return (await findReservation(reservation.id)) ?? owned;
}
