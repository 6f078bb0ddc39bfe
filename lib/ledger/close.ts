import type { ResultSet } from "@libsql/client";
import { eq } from "drizzle-orm";
import { type Draft, posting } from "../db/chain";
import { db } from "../db/client";
import { inserter } from "../db/insert";
import { reservations, usage } from "../db/schema";
import { type Statement, write } from "../db/write";
import { newId } from "../ids";
import type { Along, Closed, FinishReason, Outcome } from "../metering/call";
import type { Credits } from "../money";
import { costOf } from "../pricing/cost";
import type { Counts } from "../pricing/price";
import { chargesOf } from "./charges";
import { correct } from "./correct";
import { chargedWithGroup } from "./group";
import { saysAlreadyClosed } from "./guards";
import type { ClosedState, Reservation } from "./reservation";
import { tell } from "./tell";

/** How a reservation is to be closed. */
export type Ending = {
  state: ClosedState;
  /** For the books: why it was closed, in a few words. */
  because: string;
  outcome: Outcome;
  finishReason: FinishReason;
  /** What the person is told, given what became of the money; null for `done` and `stopped`. */
  error: (charged: Charged) => { code: string; message: string } | null;
  counts: Counts;
  /** By the counts, nothing, or (where nothing is known) the whole hold. */
  charge: "counts" | "nothing" | "hold";
  /** A call that reached the wire has a usage row, also at cost 0. */
  reachedWire: boolean;
  usageSource: "provider" | "estimated";
  /** The provider's usage as it came; null when none did. */
  reported: unknown;
  /** For review: why the provider's word was not believed, or what was settled by rule. */
  alert: string | null;
  resolvedModel: string | null;
  durationMs: number;
  firstTokenMs: number | null;
};

export type Charged = {
  credits: Credits;
  counts: Counts;
  usageSource: "provider" | "estimated";
};

/** Whether this close won, or which one did. */
export type CloseResult =
  | { won: true; closed: Closed }
  | { won: false; state: ClosedState | null; because: string | null };

const insertUsage = inserter(usage);

/** A close that is worked out and not written yet. */
export type Closing = {
  closed: Closed;
  statements: Statement[];
  /** The charges, posted with them. */
  drafts: Draft[];
  /** The same after what other calls of a group were charged. */
  charges: (after: { before: Credits; createdAt: number }) => Draft[];
  /** The group that they wait for, if it is not closed yet. */
  groupId: string | null;
  /** How many of the statements are the ledger's own. */
  own: number;
  along: Along;
  /** By which its cost was worked out; null for the sweeper's, which is no word of a provider. */
  truth: { rates: unknown; counts: Counts } | null;
  /** When it was worked out (ms). */
  now: number;
};

/** Works a close out; what the caller writes along is asked for here, once. */
export function closing(
  reservation: Reservation,
  ending: Ending,
  along: Along = {},
  now = Date.now(),
): Closing {
  const { credits, rates } = priced(reservation, ending);
  const closed = toClosed(reservation, ending, credits);
  const { usageId } = closed;
  const { groupId = null } = reservation;
  const own: Statement[] = groupId === null ? [closeStatement(reservation, ending, now)] : [];
  if (usageId) own.push(insertUsage(usageRow(reservation, ending, closed, rates, usageId, now)));
  const charges: Closing["charges"] = ({ before, createdAt }) =>
    usageId ? chargesOf({ ...reservation, createdAt }, usageId, credits, now, { before }) : [];
  const drafts = charges({ before: 0, createdAt: reservation.createdAt });
  const statements = [...own, ...(along.close?.(closed) ?? [])];
  const truth = ending.state === "expired" ? null : { rates, counts: ending.counts };
  return { closed, statements, drafts, charges, groupId, own: own.length, along, truth, now };
}

/**
 * Writes a close, once: gives the hold back, posts the cost to each balance, writes the usage row
 * and what the caller writes along, all in one transaction. Whoever comes second changes nothing
 * and is told who was first; but where that was the sweeper, the true cost becomes a correction.
 * After an error the same closing may be committed again.
 */
export async function commitClose(closing: Closing): Promise<CloseResult> {
  const { closed, own, along } = closing;
  let results: ResultSet[];
  try {
    results = await writing(closing);
  } catch (error) {
    if (saysAlreadyClosed(error)) return lost(closing);
    throw error;
  }
  tell(`the close of ${closed.reservationId}`, () => along.closed?.(closed, results.slice(own)));
  return { won: true, closed };
}

/** Works a close out and writes it. */
export function close(
  reservation: Reservation,
  ending: Ending,
  along: Along = {},
  now = Date.now(),
): Promise<CloseResult> {
  return commitClose(closing(reservation, ending, along, now));
}

function writing({ closed, statements, drafts, charges, groupId }: Closing): Promise<ResultSet[]> {
  if (groupId !== null) return write(statements, chargedWithGroup(groupId, closed, charges));
  // First: what goes along may tell what is left, this charge taken off.
  return write(statements, drafts.length > 0 ? { first: true, prepare: posting(drafts) } : {});
}

function priced({ price, credits }: Reservation, { charge, counts }: Ending) {
  const cost = costOf(price, counts);
  if (charge === "counts") return cost;
  return { ...cost, credits: charge === "hold" ? credits : 0 };
}

function toClosed(reservation: Reservation, ending: Ending, costCredits: Credits): Closed {
  const { counts, usageSource } = ending;
  return {
    reservationId: reservation.id,
    usageId: ending.reachedWire ? usageIdOf(reservation) : null,
    outcome: ending.outcome,
    finishReason: ending.finishReason,
    error: ending.error({ credits: costCredits, counts, usageSource }),
    counts,
    costCredits,
    usageSource,
    resolvedModel: ending.resolvedModel,
    durationMs: ending.durationMs,
    firstTokenMs: ending.firstTokenMs,
  };
}

/** A call of `/v1` is named by one id from its hold on: a repeated request is told it at once. */
function usageIdOf({ id, call }: Reservation): string {
  return call.origin === "gateway" ? id : newId();
}

/** The trigger `reservations_close_once` aborts it for one that is closed. */
function closeStatement({ id }: Reservation, { state, because }: Ending, now: number): Statement {
  return {
    sql: "update reservations set state = ?, closed_at = ?, closed_because = ? where id = ?",
    args: [state, now, because, id],
  };
}

function usageRow(
  reservation: Reservation,
  ending: Ending,
  closed: Closed,
  rates: unknown,
  id: string,
  now: number,
) {
  const { call, model, price } = reservation;
  const { counts } = ending;
  return {
    id,
    reservationId: reservation.groupId ?? reservation.id,
    origin: call.origin ?? "chat",
    name: null,
    userId: call.userId,
    keyId: call.keyId,
    conversationId: call.conversationId ?? null,
    responseId: call.responseId ?? null,
    traceId: call.traceId,
    spanId: reservation.spanId,
    parentSpanId: call.parentSpanId ?? null,
    purpose: call.purpose,
    modelKey: model.key,
    model: model.id,
    resolvedModel: ending.resolvedModel,
    uncachedInputTokens: counts.uncachedInput,
    cachedInputTokens: counts.cachedInput,
    cacheWriteTokens: counts.cacheWrite,
    outputTokens: counts.output,
    reasoningTokens: counts.reasoning,
    costCredits: closed.costCredits,
    adjustedCredits: 0,
    usageSource: ending.usageSource,
    rates,
    priceSource: price.source,
    reported: ending.reported,
    alert: ending.alert,
    overrun: closed.costCredits > reservation.credits,
    demo: model.demo,
    durationMs: ending.durationMs,
    firstTokenMs: ending.firstTokenMs,
    startedAt: reservation.createdAt,
    createdAt: now,
  };
}

async function lost({ closed, truth, now }: Closing): Promise<CloseResult> {
  const { reservationId, costCredits } = closed;
  const winner = await whoWon(reservationId);
  if (winner.state === "expired" && truth) {
    const [call] = await db()
      .select({ id: usage.id })
      .from(usage)
      .where(eq(usage.reservationId, reservationId));
    const late = {
      kind: "late-settle" as const,
      costCredits,
      ...truth,
      reratingId: null,
      by: null,
    };
    if (call) await correct([{ usageId: call.id, ...late }], now);
  }
  return { won: false, ...winner };
}

async function whoWon(id: string) {
  const [row] = await db()
    .select({ state: reservations.state, because: reservations.closedBecause })
    .from(reservations)
    .where(eq(reservations.id, id));
  const state = row && row.state !== "open" ? row.state : null;
  return { state, because: row?.because ?? null };
}
