import { byAllowance, type Hold, spreadCharge } from "../allowances/spread";
import { type Draft, posting } from "../db/chain";
import { db } from "../db/client";
import { inserter } from "../db/insert";
import { adjustments } from "../db/schema";
import { type Statement, type WriteOptions, write } from "../db/write";
import { newId } from "../ids";
import type { Credits } from "../money";
import { holdsOf } from "./open";

type Kind = (typeof adjustments.$inferSelect)["kind"];

/** What a call truly cost, when it was settled at something else. */
export type Correction = {
  usageId: string;
  kind: Kind;
  /** All that it costs, not the difference. */
  costCredits: Credits;
  /** The rates and counts that this was worked out by; null where they stayed. */
  rates: unknown;
  counts: unknown;
  reratingId: string | null;
  /** Where the difference goes while nothing was charged for the call yet. */
  holds?: Hold[];
  /** Who corrects it; null for the house itself. */
  by: string | null;
};

const causes: Record<Kind, string> = {
  "late-settle": "settled late, at its true cost",
  "re-rating": "a corrected price",
  priced: "a price was given",
  repeated: "its children told of the same tokens",
};

/**
 * Brings calls to their true cost: for each an adjustment, and an entry on every allowance that it
 * counts down, in one write. What costs that much already is left alone, and `late-settle` comes
 * once, so that the same corrections again change nothing. Returns how many calls were changed.
 */
export async function correct(corrections: Correction[], now = Date.now()): Promise<number> {
  let changed = 0;
  const { prepare, alone } = correcting(corrections, now, (count) => {
    changed = count;
  });
  await write([], { prepare, alone });
  return changed;
}

/** The same as part of another write. */
export function correcting(
  corrections: Correction[],
  now: number,
  told: (changed: number) => void = () => undefined,
): Required<Pick<WriteOptions, "prepare" | "alone">> {
  return {
    alone: true,
    async prepare(turn) {
      const rows: Statement[] = [];
      const drafts: Draft[] = [];
      const charged = await chargedCalls(corrections.map(({ usageId }) => usageId));
      for (const correction of corrections) {
        const call = charged.get(correction.usageId);
        if (!call || isDone(correction, call)) continue;
        rows.push(adjustmentRow(correction, call.costCredits, now));
        const holds = call.holds.length > 0 ? call.holds : (correction.holds ?? []);
        drafts.push(...entriesOf(correction, { ...call, holds }, now));
      }
      told(rows.length);
      return [...rows, ...(await posting(drafts)(turn))];
    },
  };
}

type Charged = {
  costCredits: Credits;
  purpose: string;
  userId: string;
  /** When it was held or told of: from then on it is in a rolling window. */
  countedAt: number;
  settledLate: boolean;
  holds: Hold[];
};

function isDone({ kind, costCredits }: Correction, call: Charged): boolean {
  return costCredits === call.costCredits || (kind === "late-settle" && call.settledLate);
}

const insertAdjustment = inserter(adjustments);

function adjustmentRow(correction: Correction, before: Credits, now: number): Statement {
  const { costCredits, by, holds, ...row } = correction;
  return insertAdjustment({
    id: newId(),
    ...row,
    credits: costCredits - before,
    createdBy: by,
    createdAt: now,
  });
}

/** On each balance the difference of what the old and the new cost are on it. */
function entriesOf(correction: Correction, call: Charged, now: number): Draft[] {
  return byAllowance(call.holds).flatMap((held) => {
    const before = spreadCharge(held, call.costCredits);
    return spreadCharge(held, correction.costCredits).map(
      ({ balanceId, windowMs, credits }, at) => ({
        balanceId,
        kind: "adjustment" as const,
        credits: (before[at]?.credits ?? 0) - credits,
        usageId: correction.usageId,
        leavesAt: windowMs === null ? null : call.countedAt + windowMs,
        cause: causes[correction.kind],
        actorId: correction.by ?? call.userId,
        createdAt: now,
      }),
    );
  });
}

/** Calls with what they cost now, and the balances that carry it. */
async function chargedCalls(usageIds: string[]): Promise<Map<string, Charged>> {
  const ids = JSON.stringify(usageIds);
  const { rows } = await db().$client.execute({
    sql: `select id, reservation_id, cost_credits + adjusted_credits as cost, purpose, user_id,
        iif(reservation_id is null, created_at, started_at) as counted_at,
        exists (select 1 from adjustments
          where usage_id = usage.id and kind = 'late-settle') as late
      from usage where id in (select value from json_each(?)) and cost_credits is not null`,
    args: [ids],
  });
  const held = await holdsOf(rows.flatMap((row) => row.reservation_id ?? []).map(String));
  const calls = new Map<string, Charged>();
  for (const row of rows) {
    const countedAt = Number(row.counted_at);
    const reservation = { id: String(row.reservation_id) };
    const holds = row.reservation_id ? held(reservation) : await chargesOf(String(row.id));
    calls.set(String(row.id), {
      costCredits: Number(row.cost),
      purpose: String(row.purpose),
      userId: String(row.user_id),
      countedAt,
      settledLate: Number(row.late) === 1,
      holds,
    });
  }
  return calls;
}

/** Of a call without a hold: the balances that carry what it costs now. */
async function chargesOf(usageId: string): Promise<Hold[]> {
  const { rows } = await db().$client.execute({
    sql: `select b.id, b.allowance_id, b.kind, b.period_start, -sum(e.credits) as credits
      from entries e join balances b on b.id = e.balance_id
      where e.usage_id = ? group by b.id order by min(e.id)`,
    args: [usageId],
  });
  return rows.map((row) => ({
    balanceId: String(row.id),
    allowanceId: String(row.allowance_id),
    credits: Number(row.credits),
    windowMs: row.kind === "rolling" ? Number(row.period_start) : null,
    isAmount: row.kind === "rolling" || row.kind === "period",
  }));
}
