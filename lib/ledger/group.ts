import { type Draft, posting } from "../db/chain";
import { db } from "../db/client";
import { type Statement, type WriteOptions, write } from "../db/write";
import type { Closed } from "../metering/call";
import type { Credits } from "../money";
import { chargesOf } from "./charges";
import { saysAlreadyClosed } from "./guards";
import type { ClosedState, Reservation } from "./reservation";

/**
 * The charges of a call that a group's hold covers: with the group, when that is settled; at once
 * where somebody has closed it meanwhile, after those that its hold has paid for already, and
 * marked an overrun: what was held for it went back, or was charged.
 */
export function chargedWithGroup(
  groupId: string,
  { usageId, costCredits }: Pick<Closed, "usageId" | "costCredits">,
  charges: (after: { before: Credits; createdAt: number }) => Draft[],
): Required<Pick<WriteOptions, "prepare" | "alone">> {
  return {
    alone: true,
    prepare: async (turn) => {
      const { rows } = await db().$client.execute({
        sql: "select state, created_at from reservations where id = ?",
        args: [groupId],
      });
      const [group] = rows;
      if (!group || group.state === "open") return [];
      const before = (await callsOf(groupId)).reduce((sum, { credits }) => sum + credits, 0);
      const posted = await posting(charges({ before, createdAt: Number(group.created_at) }))(turn);
      // Nothing is held for it any more.
      if (costCredits === 0) return posted;
      return [{ sql: "update usage set overrun = 1 where id = ?", args: [usageId] }, ...posted];
    },
  };
}

/**
 * Settles a group, once: each of its calls is charged to every allowance, and the rest of the hold
 * goes back. False when it was closed before.
 */
export async function settleGroup(
  group: Reservation,
  { state, because }: { state: ClosedState; because: string },
  now = Date.now(),
): Promise<boolean> {
  const close: Statement = {
    sql: "update reservations set state = ?, closed_at = ?, closed_because = ? where id = ?",
    args: [state, now, because, group.id],
  };
  try {
    await write([close], { alone: true, prepare: posting(() => chargesOfGroup(group, now)) });
    return true;
  } catch (error) {
    if (saysAlreadyClosed(error)) return false;
    throw error;
  }
}

async function chargesOfGroup(group: Reservation, now: number): Promise<Draft[]> {
  const drafts: Draft[] = [];
  let before: Credits = 0;
  for (const { id, credits, purpose } of await callsOf(group.id)) {
    const call = { ...group.call, purpose };
    drafts.push(...chargesOf({ ...group, call }, id, credits, now, { before }));
    before += credits;
  }
  return drafts;
}

/** The calls of a group that have ended, in the order in which they did. */
export async function callsOf(
  groupId: string,
): Promise<{ id: string; credits: Credits; purpose: string }[]> {
  const { rows } = await db().$client.execute({
    sql: "select id, cost_credits, purpose from usage where reservation_id = ? order by id",
    args: [groupId],
  });
  return rows.map((row) => ({
    id: String(row.id),
    credits: Number(row.cost_credits),
    purpose: String(row.purpose),
  }));
}
