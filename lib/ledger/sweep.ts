import { db } from "../db/client";
import { write } from "../db/write";
import type { Along } from "../metering/call";
import { close, type Ending } from "./close";
import { strandedReservations } from "./open";
import { forgetDead } from "./process";
import type { Reservation } from "./reservation";

/** How a stranded reservation is to be closed, and what is written along. */
export type Verdict = { ending: Ending; along?: Along };

/**
 * Closes the open reservations whose owner is dead or whose deadline passed, each once, whoever
 * else tries. `atBoot`: nothing of before can be alive on a database file. Returns how many.
 */
export async function sweep(asked: {
  now: number;
  atBoot?: boolean;
  judge: (reservation: Reservation) => Promise<Verdict>;
}): Promise<number> {
  const { now, atBoot = false, judge } = asked;
  const aloneOnFile = atBoot && db().$client.protocol === "file";
  const stranded = await strandedReservations(now, { aloneOnFile });
  let swept = 0;
  for (const reservation of stranded) {
    if (await sweepOne(reservation, judge)) swept += 1;
  }
  await write([forgetDead(now)]);
  return swept;
}

/** One that fails stays open, is logged, and does not keep the others from being closed. */
async function sweepOne(
  reservation: Reservation,
  judge: (reservation: Reservation) => Promise<Verdict>,
): Promise<boolean> {
  try {
    const { ending, along } = await judge(reservation);
    return (await close(reservation, ending, along)).won;
  } catch (error) {
    console.error(`Reservation ${reservation.id} could not be swept.`, error);
    return false;
  }
}
