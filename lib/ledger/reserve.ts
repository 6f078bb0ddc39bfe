import type { ResultSet } from "@libsql/client";
import { availableCredits, type Drawn, drawOn, leftOf } from "../allowances/balances";
import { type Allowance, type Chosen, chooseAllowances, type Payer } from "../allowances/choose";
import { balancesVersion, knownBalances, rememberBalances } from "../allowances/known-balances";
import { liveAllowances, payerOf } from "../allowances/live";
import { spreadHold } from "../allowances/spread";
import { inserter } from "../db/insert";
import { holds, reservations } from "../db/schema";
import { type Statement, write } from "../db/write";
import { PurserError } from "../errors";
import { newId, newSpanId } from "../ids";
import type { Along, CallFor } from "../metering/call";
import type { Credits } from "../money";
import { one } from "../one";
import {
  boundTier,
  holdOf,
  type InputBound,
  largestOutput,
  leastOutputTokens,
} from "../pricing/bound";
import type { Price } from "../pricing/price";
import { type Soon, soon } from "../soon";
import { saysNoRoom } from "./guards";
import { thisProcess } from "./process";
import { exhausted, nobodyPays } from "./refusal";
import type { Reservation } from "./reservation";
import { tell } from "./tell";

export type Ask = {
  call: CallFor;
  model: Reservation["model"];
  /** In force now; the call is settled by it. */
  price: Price;
  input: InputBound;
  /** A lower bound of the input that costs more to find; asked where the room is short. */
  tighten?: () => Promise<InputBound>;
  /** The output limit asked for, at least 1; lowered where the room does not reach for it. */
  outputTokens: number;
  /** The shortest useful answer: below it the call is refused, not shortened. */
  leastOutputTokens?: number;
  kind?: Reservation["kind"];
  /** Of a group: what is held, whatever its calls will come to. */
  credits?: Credits;
  /** When a call that nobody closed is closed by the sweeper (ms). */
  deadlineAt: number;
  along?: Along;
  now?: number;
};

/** Losing a race for room means that another call won one; who has lost so many waits in line. */
const triesAtOnce = 4;
/** In line, each loss is a win of one that came fresh, so this many are no accident. */
const triesInLine = 50;

const insertReservation = inserter(reservations);
const insertHold = inserter(holds);

/**
 * Takes the hold of a call: one guarded write over all its allowances, all or none, durable when
 * this resolves. Throws 402 `allowance_exhausted` where the room does not reach for a useful
 * answer; then nothing was written.
 */
export async function reserve(asked: Ask): Promise<Reservation> {
  const { now = Date.now() } = asked;
  const choosing = chosenFor(asked);
  const chosen = choosing instanceof Promise ? await choosing : choosing;
  const wanted = { ask: asked, chosen, now };
  const held =
    (await takeAsKnown(wanted)) ??
    (await tryFor(wanted, triesAtOnce)) ??
    (await inLine(() => tryFor(wanted, triesInLine)));
  if (held) return held;
  throw new PurserError("unavailable", "Too many calls want the same allowance. Nothing was sent.");
}

type Wanted = { ask: Ask; chosen: Chosen[]; now: number };

/** Null when others took the room first each time, and there still was some. */
async function tryFor(wanted: Wanted, triesMax: number): Promise<Reservation | null> {
  const { chosen, now } = wanted;
  for (let tries = 0; tries < triesMax; tries += 1) {
    const { ask } = wanted;
    const version = balancesVersion();
    const drawn = await drawOn(chosen, now);
    rememberBalances(drawn, now, version);
    const limit = fittingLimit(ask, drawn);
    if (ask.tighten && (limit ?? 0) < ask.outputTokens) {
      const { tighten, ...rest } = ask;
      wanted.ask = { ...rest, input: await tighten() };
      continue;
    }
    const credits = limit === null ? null : heldFor(ask, limit);
    if (limit === null || credits === null) throw await exhausted(drawn, needed(ask), now);
    const reservation = toReservation(ask, { drawn, maxOutputTokens: limit, credits, now });
    if (await take(reservation, ask, drawn)) return reservation;
  }
  return null;
}

/** One after the other, for those that would only take the room from each other for ever. */
function inLine<T>(work: () => Promise<T>): Promise<T> {
  const line = one("reserving in line", () => ({ last: Promise.resolve() as Promise<unknown> }));
  const mine = line.last.then(work, work);
  line.last = mine;
  return mine;
}

/**
 * The whole of what is asked for, taken by the balances as they were seen last; null where they
 * are not known, or where they or the database say that there may not be enough.
 */
async function takeAsKnown({ ask, chosen, now }: Wanted): Promise<Reservation | null> {
  const drawn = knownBalances(chosen, now);
  if (!drawn || fittingLimit(ask, drawn) !== ask.outputTokens) return null;
  const credits = heldFor(ask, ask.outputTokens);
  if (credits === null) return null;
  const terms = { drawn, maxOutputTokens: ask.outputTokens, credits, now };
  const reservation = toReservation(ask, terms);
  return (await take(reservation, ask, drawn)) ? reservation : null;
}

/** The allowances that a call counts down; 402 where no budget pays for it. */
function chosenFor(ask: Ask): Soon<Chosen[]> {
  return soon(liveAllowances(), (live) =>
    soon(payerOf(ask.call.userId), (payer) => chosenOf(ask, live, payer)),
  );
}

function chosenOf(ask: Ask, live: readonly Allowance[], payer: Payer): Chosen[] {
  const { call, model } = ask;
  const { budgets, caps } = chooseAllowances(live, {
    payer: { ...payer, keyId: call.keyId },
    purpose: call.purpose,
    model: model.id,
  });
  if (budgets.length === 0) throw nobodyPays(call.purpose, model.id, needed(ask));
  return [...budgets, ...caps];
}

const leastOf = ({ outputTokens, leastOutputTokens: least }: Ask) =>
  leastOutputTokens(outputTokens, least);

/** The least that the call can be held for and be of use. */
function needed(ask: Ask): Credits {
  return heldFor(ask, leastOf(ask)) ?? Number.MAX_SAFE_INTEGER;
}

function heldFor({ credits, price, input }: Ask, outputTokens: number): Credits | null {
  return credits ?? holdOf(price, input.tokens, outputTokens);
}

/** The output limit that every allowance has room for; null where that is of no use. */
function fittingLimit(ask: Ask, drawn: readonly Drawn[]): number | null {
  const { price, input, outputTokens } = ask;
  if (heldFor(ask, outputTokens) === 0) return outputTokens;
  const room = Math.min(...drawn.map(availableCredits));
  if (ask.credits !== undefined) return ask.credits <= room ? outputTokens : null;
  const limit = largestOutput(price, input.tokens, outputTokens, room);
  return limit === null || limit < leastOf(ask) ? null : limit;
}

type Terms = { drawn: readonly Drawn[]; maxOutputTokens: number; credits: Credits; now: number };

function toReservation(ask: Ask, { drawn, maxOutputTokens, credits, now }: Terms): Reservation {
  const { call, model, price, input, outputTokens } = ask;
  return {
    id: newId(),
    spanId: newSpanId(),
    credits,
    inputTokensBound: input.tokens,
    maxOutputTokens,
    lowered: maxOutputTokens < outputTokens,
    call,
    model,
    price,
    bound: {
      input,
      askedOutputTokens: outputTokens,
      maxOutputTokens,
      tier: boundTier(price, input.tokens),
    },
    holds: drawn.flatMap((each) => spreadHold(each, credits)),
    kind: ask.kind ?? "call",
    createdAt: now,
  };
}

/** False when another call took the room first: then nothing was written. */
async function take(
  reservation: Reservation,
  { along, deadlineAt }: Ask,
  drawn: readonly Drawn[],
): Promise<boolean> {
  const { id, holds: held } = reservation;
  const own = [
    insertReservation(toRow(reservation, deadlineAt)),
    ...held.map(({ balanceId, credits }) => insertHold({ reservationId: id, balanceId, credits })),
    ...(reservation.credits > 0 ? drawn.flatMap(debtGuard) : []),
  ];
  let results: ResultSet[];
  try {
    results = await write([...own, ...(along?.reserve?.(reservation) ?? [])]);
  } catch (error) {
    if (saysNoRoom(error)) return false;
    throw error;
  }
  tell(`the hold ${id}`, () => along?.reserved?.(reservation, results.slice(own.length)));
  return true;
}

/**
 * Each balance guards its own room; where one of an allowance has less than none, the others must
 * keep what makes up for it.
 */
function debtGuard({ balances }: Drawn): Statement[] {
  if (balances.every((balance) => leftOf(balance) >= 0)) return [];
  const ids = JSON.stringify(balances.map(({ id }) => id));
  return [{ sql: "insert into debts (balance_ids) values (?)", args: [ids] }];
}

function toRow(reservation: Reservation, deadlineAt: number) {
  const { call, model, price } = reservation;
  return {
    id: reservation.id,
    state: "open" as const,
    kind: reservation.kind,
    userId: call.userId,
    keyId: call.keyId,
    purpose: call.purpose,
    modelKey: model.key,
    conversationId: call.conversationId ?? null,
    responseId: call.responseId ?? null,
    traceId: call.traceId,
    spanId: reservation.spanId,
    parentSpanId: call.parentSpanId ?? null,
    credits: reservation.credits,
    inputTokensBound: reservation.inputTokensBound,
    maxOutputTokens: reservation.maxOutputTokens,
    bound: reservation.bound,
    price,
    priceSource: price.source,
    owner: thisProcess(),
    deadlineAt,
    createdAt: reservation.createdAt,
    closedAt: null,
    closedBecause: null,
  };
}
