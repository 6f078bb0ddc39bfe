import type { Hold } from "../allowances/spread";
import type { Draft } from "../db/chain";
import { inserter } from "../db/insert";
import { usage } from "../db/schema";
import type { Statement } from "../db/write";
import type { Model } from "../models/model";
import type { Counts } from "../pricing/price";
import { chargesOf } from "./charges";
import type { ToldCall } from "./record-trace";
import type { ToldCost } from "./told-price";

const insertUsage = inserter(usage);

const nobodyPays = "no allowance pays for it";

type Row = {
  userId: string;
  traceId: string;
  usageId: string;
  told: ToldCall;
  /** What of its figures is its own. */
  counts: Counts;
  /** Null while it has no price. */
  cost: ToldCost | null;
  charge: { overrun: boolean; paid: boolean };
  model: Model | null;
  now: number;
};

/** The usage row of a call made elsewhere. */
export function recordedRow({ told, counts, cost, charge, model, ...row }: Row): Statement {
  const alerts = [told.alert, charge.paid ? null : nobodyPays].filter((words) => words !== null);
  return insertUsage({
    id: row.usageId,
    reservationId: null,
    origin: told.origin,
    name: told.name,
    userId: row.userId,
    keyId: told.keyId,
    conversationId: null,
    responseId: null,
    traceId: row.traceId,
    spanId: told.spanId,
    parentSpanId: told.parentSpanId,
    purpose: told.purpose,
    modelKey: model?.key ?? null,
    model: told.model,
    resolvedModel: told.resolvedModel,
    uncachedInputTokens: counts.uncachedInput,
    cachedInputTokens: counts.cachedInput,
    cacheWriteTokens: counts.cacheWrite,
    outputTokens: counts.output,
    reasoningTokens: counts.reasoning,
    costCredits: cost?.credits ?? null,
    adjustedCredits: 0,
    usageSource: "provider",
    rates: cost?.rates ?? null,
    priceSource: cost?.source ?? null,
    reported: { ...told.said, counts: told.counts },
    alert: alerts.length > 0 ? alerts.join("; ") : null,
    overrun: charge.overrun,
    demo: model?.demo ?? false,
    durationMs: told.durationMs,
    firstTokenMs: null,
    startedAt: told.startedAt,
    createdAt: row.now,
  });
}

type Charged = {
  usageId: string;
  purpose: string;
  userId: string;
  holds: Hold[];
  /** When it was told of: from then on it counts in a rolling window. */
  arrivedAt: number;
  now: number;
};

/** What a call is charged that was held nowhere: on what it was spread over. */
export function chargeDrafts({
  usageId,
  purpose,
  userId,
  holds,
  arrivedAt,
  now,
}: Charged): Draft[] {
  const credits = holds.length > 0 ? creditsOf(holds) : 0;
  const call = { userId, keyId: null, purpose, traceId: "" };
  return chargesOf({ holds, call, createdAt: arrivedAt }, usageId, credits, now);
}

/** Each allowance has the whole of it. */
function creditsOf(holds: Hold[]): number {
  const [first] = holds;
  return holds
    .filter(({ allowanceId }) => allowanceId === first?.allowanceId)
    .reduce((sum, { credits }) => sum + credits, 0);
}
