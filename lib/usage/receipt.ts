import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { conversations, keys, reservations, usage } from "../db/schema";
import { notFound } from "../errors";
import { findModel } from "../models/registry";
import { type Credits, creditsRoundedUp, type Rate } from "../money";
import type { Bound } from "../pricing/bound";
import { fullRates, tierAt, times } from "../pricing/cost";
import type { Price, Rates } from "../pricing/price";
import { type Call, toCall, type UsageRow } from "./call";
import { adjustmentsOf, type ReceiptAdjustment } from "./receipt-adjustments";
import { chargesOf, type ReceiptCharge } from "./receipt-charges";

/** The hold of a call, and how it was bounded. */
export type ReceiptHold = {
  id: string;
  /** That of a `group` is for several calls, which are settled together. */
  kind: "call" | "group" | "external";
  credits: Credits;
  state: "open" | "settled" | "released" | "expired";
  inputTokensBound: number;
  maxOutputTokens: number;
  bound: Bound;
  /** The two rates that the bounds times make the hold; null where it was not as simple. */
  rates: { input: Rate; output: Rate } | null;
  createdAt: number;
  closedAt: number | null;
  closedBecause: string | null;
};

/** A call of the same trace, and what it cost. */
export type TraceCall = Pick<Call, "id" | "purpose" | "model" | "costCredits" | "usageSource"> & {
  modelName: string;
};

export type Receipt = Call & {
  /** What the model is called now; its id when it is gone. */
  modelName: string;
  resolvedModel: string | null;
  /** Null while it has no price. */
  rates: Rates | null;
  priceSource: string | null;
  /** The provider's usage as it came; null when none did. */
  reported: unknown;
  alert: string | null;
  /** Null for a call that was made elsewhere. */
  hold: ReceiptHold | null;
  charges: ReceiptCharge[];
  /** What it was settled at; `costCredits` has the corrections since. */
  settledCredits: Credits | null;
  adjustments: ReceiptAdjustment[];
  /** What of the hold went back; 0 when the call cost as much or more. */
  returnedCredits: Credits;
  /** What the call cost beyond its hold. */
  overrunCredits: Credits;
  /** For the owner alone. */
  conversation: { id: string; name: string } | null;
  /** All calls of the trace, this one too, in the order they were made. */
  trace: TraceCall[];
};

/** The receipt of a call, for the person it was made for and for admins. */
export async function getReceipt({ viewer, id }: { viewer: Viewer; id: string }): Promise<Receipt> {
  const mine: SQL[] = viewer.role === "admin" ? [] : [eq(usage.userId, viewer.userId)];
  const [row] = await db()
    .select()
    .from(usage)
    .where(and(eq(usage.id, id), ...mine));
  if (!row) throw notFound("call");
  const [hold, charges, adjustments, trace, conversation, keyName] = await Promise.all([
    holdOf(row),
    chargesOf(row),
    adjustmentsOf(row),
    traceOf(row),
    conversationOf(row, viewer),
    keyNameOf(row),
  ]);
  const cost = row.costCredits ?? 0;
  const held = hold && hold.kind !== "group" ? hold.credits : cost;
  return {
    // As it was settled; what came late stands among the adjustments.
    ...toCall({ ...pickCall(row), keyName, lateCounts: null, closedBecause: ownEnd(hold) }),
    modelName: modelName(row.model),
    resolvedModel: row.resolvedModel,
    rates: row.rates as Rates | null,
    priceSource: row.priceSource,
    reported: row.reported,
    alert: row.alert,
    hold,
    charges,
    settledCredits: row.costCredits,
    adjustments,
    returnedCredits: Math.max(0, held - cost),
    overrunCredits: Math.max(0, cost - held),
    conversation,
    trace,
  };
}

/** A group is closed for all its calls: that is none's own end. */
function ownEnd(hold: ReceiptHold | null): string | null {
  return hold?.kind === "call" ? hold.closedBecause : null;
}

async function holdOf({ reservationId }: UsageRow): Promise<ReceiptHold | null> {
  if (!reservationId) return null;
  const [hold] = await db()
    .select({
      id: reservations.id,
      kind: reservations.kind,
      credits: reservations.credits,
      state: reservations.state,
      inputTokensBound: reservations.inputTokensBound,
      maxOutputTokens: reservations.maxOutputTokens,
      bound: reservations.bound,
      price: reservations.price,
      createdAt: reservations.createdAt,
      closedAt: reservations.closedAt,
      closedBecause: reservations.closedBecause,
    })
    .from(reservations)
    .where(eq(reservations.id, reservationId));
  if (!hold) return null;
  const { price, ...rest } = hold;
  const bound = hold.bound as Bound;
  return { ...rest, bound, rates: holdRates(price as Price, hold) };
}

type Held = Pick<ReceiptHold, "credits" | "inputTokensBound" | "maxOutputTokens">;

/** The dearest input rate and the output rate of the bound's tier, if the hold is their sum. */
function holdRates(price: Price, { credits, inputTokensBound, maxOutputTokens }: Held) {
  const { input, cachedInput, cacheWrite, output } = fullRates(
    tierAt(price, inputTokensBound).rates,
  );
  const dearest = Math.max(input, cachedInput, cacheWrite);
  const sum = times(inputTokensBound, dearest) + times(maxOutputTokens, output);
  return creditsRoundedUp(sum) === credits ? { input: dearest, output } : null;
}

function modelName(id: string): string {
  return findModel(id)?.name ?? id;
}

async function traceOf({ userId, traceId }: UsageRow): Promise<TraceCall[]> {
  const rows = await db()
    .select({
      id: usage.id,
      purpose: usage.purpose,
      model: usage.model,
      costCredits: sql<number | null>`${usage.costCredits} + ${usage.adjustedCredits}`,
      // What came late is the provider's word, as in the list of calls.
      usageSource: sql<TraceCall["usageSource"]>`iif(exists (select 1 from adjustments
        where usage_id = usage.id and kind = 'late-settle' and counts is not null), 'provider',
        ${usage.usageSource})`,
    })
    .from(usage)
    .where(and(eq(usage.userId, userId), eq(usage.traceId, traceId)))
    .orderBy(asc(usage.id));
  return rows.map((row) => ({ ...row, modelName: modelName(row.model) }));
}

async function conversationOf({ conversationId }: UsageRow, viewer: Viewer) {
  if (!conversationId || viewer.kind !== "person") return null;
  const [conversation] = await db()
    .select({ id: conversations.id, name: conversations.name })
    .from(conversations)
    .where(and(eq(conversations.id, conversationId), eq(conversations.userId, viewer.userId)));
  return conversation ?? null;
}

async function keyNameOf({ keyId }: UsageRow): Promise<string | null> {
  if (keyId === null) return null;
  const [key] = await db().select({ name: keys.name }).from(keys).where(eq(keys.id, keyId));
  return key?.name ?? null;
}

/** Leaves the columns that are for the receipt's own fields or for nobody. */
function pickCall(row: UsageRow) {
  const { reservationId, modelKey, resolvedModel, rates, priceSource, reported, alert, ...rest } =
    row;
  const { startedAt, ...call } = rest;
  return call;
}
