import { eq } from "drizzle-orm";
import type { Person } from "../auth/viewer";
import { db } from "../db/client";
import { usage } from "../db/schema";
import { PurserError } from "../errors";
import { close, type Ending } from "../ledger/close";
import { isSameCounts } from "../ledger/told-trace";
import { costOf, inputTokens } from "../pricing/cost";
import type { Counts } from "../pricing/price";
import { getReceipt, type Receipt } from "../usage/receipt";
import type { Found } from "./reservation-json";
import { countsOf, type SettleInput } from "./schemas";
import { settledAt } from "./settled-at";

type Asked = { viewer: Person; owned: Found; input: SettleInput };

/**
 * Settles a hold (of `ownReservation`) by what its call used, once: the same figures again give the
 * same receipt. One that expired meanwhile, at its full hold, is corrected to them.
 * @throws PurserError conflict where it was closed otherwise
 */
export async function settleElsewhere({ viewer, owned, input }: Asked): Promise<Receipt> {
  const counts = countsOf(input);
  const { reservation } = owned;
  refuseUnpayable(reservation, counts);
  const result = await close(reservation, endingOf(counts, input));
  if (!result.won) await refuseOtherClose(reservation, counts, result.state);
  return getReceipt({ viewer, id: await usageOf(reservation.id) });
}

function refuseUnpayable({ price }: Found["reservation"], counts: Counts): void {
  try {
    costOf(price, counts);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new PurserError("invalid", "So many tokens cost more than can be named.");
  }
}

function endingOf(counts: Counts, input: SettleInput): Ending {
  return {
    state: "settled",
    because: "settled by its caller",
    outcome: "done",
    finishReason: "stop",
    error: () => null,
    counts,
    charge: "counts",
    reachedWire: true,
    usageSource: "provider",
    reported: input,
    alert: null,
    resolvedModel: null,
    durationMs: input.duration_ms ?? 0,
    firstTokenMs: null,
  };
}

/** Who came second hears which close won, unless it said the same. */
async function refuseOtherClose(
  { id, price }: Found["reservation"],
  counts: Counts,
  state: string | null,
): Promise<void> {
  if (state === "released") {
    throw new PurserError("conflict", "It was released before: nothing is held for it any more.");
  }
  const settled = await settledAt(id);
  if (settled && isSameCounts(settled.counts, counts)) return;
  // What costs as much as was charged when it expired needs no correction.
  if (settled?.expired && settled.costCredits === costOf(price, counts).credits) return;
  throw new PurserError("conflict", `It was settled before${settled ? at(settled.counts) : ""}.`);
}

function at(counts: Counts): string {
  return `, at ${inputTokens(counts)} tokens in and ${counts.output} out. That stands`;
}

async function usageOf(reservationId: string): Promise<string> {
  const [call] = await db()
    .select({ id: usage.id })
    .from(usage)
    .where(eq(usage.reservationId, reservationId));
  if (!call) throw new Error(`Reservation ${reservationId} was settled without a call`);
  return call.id;
}
