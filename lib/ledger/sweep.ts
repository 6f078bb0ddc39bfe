import { db } from "../db/client";
import { write } from "../db/write";
import { newId, newSpanId } from "../ids";
import type { Along } from "../metering/call";
import { close, type Ending } from "./close";
import { callsOf, settleGroup } from "./group";
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
    if (await sweepOne(reservation, judge, now)) swept += 1;
  }
  await write([forgetDead(now)]);
  return swept;
}

/** One that fails stays open, is logged, and does not keep the others from being closed. */
async function sweepOne(
  reservation: Reservation,
  judge: (reservation: Reservation) => Promise<Verdict>,
  now: number,
): Promise<boolean> {
  try {
    if (reservation.kind === "group") return await sweepGroup(reservation, judge, now);
    const { ending, along } = await judge(reservation);
    return (await close(reservation, ending, along, now)).won;
  } catch (error) {
    console.error(`Reservation ${reservation.id} could not be swept.`, error);
    return false;
  }
}

/** What its ended calls did not cost of a group's hold may be what a lost one did: for review. */
async function sweepGroup(
  group: Reservation,
  judge: (reservation: Reservation) => Promise<Verdict>,
  now: number,
): Promise<boolean> {
  const known = (await callsOf(group.id)).reduce((sum, { credits }) => sum + credits, 0);
  const credits = Math.max(0, group.credits - known);
  if (credits > 0) {
    const lost = { id: newId(), spanId: newSpanId(), groupId: group.id, kind: "call" as const };
    const { ending } = await judge(group);
    await close({ ...group, ...lost, credits }, ending, {}, now);
  }
  return settleGroup(group, { state: "expired", because: "swept: its process died" }, now);
}
