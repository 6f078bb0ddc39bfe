import { posting } from "../db/chain";
import { inserter } from "../db/insert";
import { adjustments, spans } from "../db/schema";
import { type Statement, type Turn, write } from "../db/write";
import { newId } from "../ids";
import type { Counts } from "../pricing/price";
import { type ChargedTo, type Charging, chargingOf, type Spread } from "./charge";
import { type Correction, correcting } from "./correct";
import { ownCounts } from "./own-counts";
import { chargeDrafts, recordedRow } from "./recorded-row";
import { toldCost, toldModel } from "./told-price";
import { isSameCounts, type KnownCall, knownTrace, spanOf } from "./told-trace";

/** A call that was made elsewhere, as it is told. */
export type ToldCall = {
  origin: "recorded" | "otlp";
  spanId: string;
  parentSpanId: string | null;
  name: string | null;
  keyId: string | null;
  purpose: string;
  model: string;
  resolvedModel: string | null;
  counts: Counts;
  /** As it came, for the receipt. */
  said: Record<string, unknown>;
  startedAt: number;
  durationMs: number | null;
  /** What is to be looked at, in words. */
  alert: string | null;
};

/** A span that is no call. */
export type ToldBranch = {
  spanId: string;
  parentSpanId: string | null;
  name: string;
  startedAt: number;
  durationMs: number | null;
};

/** `same`: it was told of before, or made here; `different`: with other figures. */
export type Recorded = { spanId: string; usageId: string; outcome: "new" | "same" | "different" };

type Asked = {
  userId: string;
  traceId: string;
  calls?: ToldCall[];
  branches?: ToldBranch[];
  /** Written in the same transaction, when there is something new. */
  along?: (recorded: Recorded[]) => Statement[];
  now?: number;
};

/**
 * Keeps calls made elsewhere, each span once, charged to all that binds them whether there is room
 * or not. What a parent repeats of its children is not counted twice, in whatever order they come:
 * what was charged before is corrected. With nothing new it only settles what there is.
 */
export async function recordTrace(asked: Asked): Promise<Recorded[]> {
  const { userId, traceId, calls = [], now = Date.now() } = asked;
  const charging = await chargingOf(userId, now);
  const before = await knownTrace(userId, traceId);
  const repeating = before.calls.filter(({ origin }) => origin === "otlp");
  await charging.open([...calls, ...repeating].map(chargedTo));
  let recorded: Recorded[] = [];
  await write([], {
    alone: true,
    prepare: async (turn) => {
      const state = await planOf(asked, charging);
      recorded = state.recorded;
      return statementsOf(asked, state, turn, now);
    },
  });
  return recorded;
}

function chargedTo(call: { keyId: string | null; purpose: string; model: string }): ChargedTo {
  const { keyId, purpose, model } = call;
  const found = toldModel({ resolvedModel: null, ...call });
  return { keyId, purpose, model: found?.id ?? model };
}

type Plan = {
  fresh: ToldCall[];
  branches: ToldBranch[];
  recorded: Recorded[];
  known: KnownCall[];
  own: Map<string, Counts>;
  spread: Spread;
};

/** What is new, what was there, and what of each span is its own with all of them together. */
async function planOf(asked: Asked, charging: Charging): Promise<Plan> {
  const known = await knownTrace(asked.userId, asked.traceId);
  const calls = new Map(known.calls.map((call) => [call.spanId, call]));
  const fresh = new Map<string, ToldCall>();
  const recorded: Recorded[] = [];
  for (const told of asked.calls ?? []) {
    const there = calls.get(told.spanId);
    const twin = fresh.get(told.spanId);
    if (!there && !twin) fresh.set(told.spanId, told);
    const usageId = there?.id ?? twinId(recorded, told.spanId) ?? newId();
    recorded.push({ spanId: told.spanId, usageId, outcome: outcomeOf(told, there, twin) });
  }
  const branches = newBranches(asked.branches ?? [], [...calls.keys(), ...fresh.keys()], known);
  const isCall = new Set([...calls.keys(), ...fresh.keys()]);
  const own = ownCounts([
    ...known.calls.map(spanOf),
    ...[...fresh.values()].map((told) => spanOf({ ...told, told: told.counts })),
    ...[...known.branches, ...branches]
      .filter(({ spanId }) => !isCall.has(spanId))
      .map((branch) => ({ ...branch, counts: null, mayRepeat: false })),
  ]);
  const spread = await charging.stand();
  return { fresh: [...fresh.values()], branches, recorded, known: known.calls, own, spread };
}

function twinId(recorded: Recorded[], spanId: string): string | undefined {
  return recorded.find((each) => each.spanId === spanId)?.usageId;
}

function outcomeOf(
  told: ToldCall,
  there: KnownCall | undefined,
  twin: ToldCall | undefined,
): Recorded["outcome"] {
  if (!there && !twin) return "new";
  const before = there?.told ?? twin?.counts ?? told.counts;
  const isOurs = there && there.origin !== "recorded" && there.origin !== "otlp";
  // The word of the provider of a call of ours is in the books already.
  if (isOurs && told.origin === "otlp") return "same";
  const names = there ?? twin ?? told;
  const isSame = names.model === told.model && names.purpose === told.purpose;
  return isSameCounts(before, told.counts) && (isSame || isOurs) ? "same" : "different";
}

function newBranches(
  told: ToldBranch[],
  calls: string[],
  known: { branches: { spanId: string }[] },
): ToldBranch[] {
  const seen = new Set([...calls, ...known.branches.map(({ spanId }) => spanId)]);
  return told.filter(({ spanId }) => {
    if (seen.has(spanId)) return false;
    seen.add(spanId);
    return true;
  });
}

const insertSpan = inserter(spans);

async function statementsOf(
  asked: Asked,
  plan: Plan,
  turn: Turn,
  now: number,
): Promise<Statement[]> {
  const { userId, traceId, along } = asked;
  const isNew = plan.recorded.some(({ outcome }) => outcome === "new");
  const rows: Statement[] = isNew ? (along?.(plan.recorded) ?? []) : [];
  for (const branch of plan.branches) {
    rows.push(insertSpan({ userId, traceId, ...branch, createdAt: now }));
  }
  const drafts = plan.fresh.flatMap((told) => {
    const usageId = twinId(plan.recorded, told.spanId) ?? "";
    const counts = plan.own.get(told.spanId) ?? told.counts;
    const cost = toldCost(told, counts, now);
    const to = chargedTo(told);
    const charge = plan.spread(to, cost?.credits ?? 0);
    const model = toldModel(told);
    rows.push(recordedRow({ userId, traceId, usageId, told, counts, cost, charge, model, now }));
    const charged = { usageId, purpose: told.purpose, userId, holds: charge.holds };
    return chargeDrafts({ ...charged, arrivedAt: now, now });
  });
  const { corrections, counted } = correctionsOf(plan, now);
  return [
    ...rows,
    ...(await posting(drafts)(turn)),
    ...(await correcting(corrections, now).prepare(turn)),
    ...counted,
  ];
}

const insertAdjustment = inserter(adjustments);

/** Calls that were told of before, and of which other tokens are their own now. */
function correctionsOf({ known, own, spread }: Plan, now: number) {
  const corrections: Correction[] = [];
  const counted: Statement[] = [];
  for (const call of known) {
    const counts = own.get(call.spanId);
    if (call.origin !== "otlp" || !counts || isSameCounts(counts, call.counts)) continue;
    const base = { usageId: call.id, kind: "repeated" as const, counts, reratingId: null };
    const cost = call.costCredits === null ? null : toldCost(call, counts, now);
    if (cost && cost.credits !== call.costCredits) {
      const { holds } = spread(chargedTo(call), cost.credits);
      const costs = { costCredits: cost.credits, rates: cost.rates, holds, by: null };
      corrections.push({ ...base, ...costs });
    } else {
      const same = { id: newId(), credits: 0, rates: null, createdBy: null, createdAt: now };
      counted.push(insertAdjustment({ ...base, ...same }));
    }
  }
  return { corrections, counted };
}
