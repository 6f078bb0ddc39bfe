import { and, desc, eq } from "drizzle-orm";
import { db } from "../db/client";
import { usage } from "../db/schema";
import type { Counts } from "../pricing/price";

/** A message like one's usual ones. */
export type TypicalMessage = {
  counts: Counts;
  /** How many calls it was taken from; 0: nothing is known of this person, and it is a guess. */
  calls: number;
};

const lookedAt = 50;
/** A question of a few lines after a short conversation, and half a page of answer. */
const guess: Counts = {
  uncachedInput: 400,
  cachedInput: 0,
  cacheWrite: 0,
  output: 320,
  reasoning: 0,
};

/** The middle one of a person's last 50 chat calls, for input and output each. */
export async function typicalMessage(userId: string): Promise<TypicalMessage> {
  const rows = await db()
    .select({
      uncached: usage.uncachedInputTokens,
      cached: usage.cachedInputTokens,
      written: usage.cacheWriteTokens,
      output: usage.outputTokens,
    })
    .from(usage)
    .where(and(eq(usage.userId, userId), eq(usage.purpose, "chat")))
    .orderBy(desc(usage.id))
    .limit(lookedAt);
  if (rows.length === 0) return { counts: guess, calls: 0 };
  const input = middle(rows.map(({ uncached, cached, written }) => uncached + cached + written));
  const output = middle(rows.map((row) => row.output));
  return { counts: { ...guess, uncachedInput: input, output }, calls: rows.length };
}

function middle(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
