import { and, eq } from "drizzle-orm";
import { db } from "../db/client";
import { adjustments, usage } from "../db/schema";
import type { Credits } from "../money";
import type { Counts } from "../pricing/price";

type Settled = {
  counts: Counts;
  costCredits: Credits;
  /** It expired, and nobody has said since what it used. */
  expired: boolean;
};

/** What a hold was settled at, or corrected to after it had expired; null where it was not. */
export async function settledAt(reservationId: string): Promise<Settled | null> {
  const [call] = await db().select().from(usage).where(eq(usage.reservationId, reservationId));
  if (!call) return null;
  const [late] = await db()
    .select({ counts: adjustments.counts })
    .from(adjustments)
    .where(and(eq(adjustments.usageId, call.id), eq(adjustments.kind, "late-settle")));
  const costCredits = (call.costCredits ?? 0) + call.adjustedCredits;
  if (late) return { counts: late.counts as Counts, costCredits, expired: false };
  const counts = {
    uncachedInput: call.uncachedInputTokens,
    cachedInput: call.cachedInputTokens,
    cacheWrite: call.cacheWriteTokens,
    output: call.outputTokens,
    reasoning: call.reasoningTokens,
  };
  return { counts, costCredits, expired: call.usageSource === "estimated" };
}
