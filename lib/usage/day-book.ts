import { and, eq, gte, sql } from "drizzle-orm";
import { db } from "../db/client";
import { reservations, usage } from "../db/schema";
import type { Credits } from "../money";

export type DayBook = {
  /** What was spent per conversation, a deleted one too; null: calls that are in none. */
  conversations: Map<string | null, Credits>;
  spentCredits: Credits;
  /** Held for answers that are being written. */
  heldCredits: Credits;
};

/** What a person spent since `since` (ms), and what is held for them now. */
export async function dayBook(userId: string, since: number): Promise<DayBook> {
  const [rows, [held]] = await Promise.all([
    db()
      .select({
        id: usage.conversationId,
        credits: sql<number>`sum(${usage.costCredits} + ${usage.adjustedCredits})`,
      })
      .from(usage)
      .where(and(eq(usage.userId, userId), gte(usage.createdAt, since)))
      .groupBy(usage.conversationId),
    db()
      .select({ credits: sql<number>`coalesce(sum(${reservations.credits}), 0)` })
      .from(reservations)
      .where(and(eq(reservations.userId, userId), sql`${reservations.state} = 'open'`)),
  ]);
  return {
    conversations: new Map(rows.map(({ id, credits }) => [id, credits])),
    spentCredits: rows.reduce((sum, { credits }) => sum + credits, 0),
    heldCredits: held?.credits ?? 0,
  };
}

/** What was spent in no conversation, by keys, and in those beyond the list: older, or deleted. */
export function elsewhereOf({ conversations }: Pick<DayBook, "conversations">, listed: string[]) {
  const keysCredits = conversations.get(null) ?? 0;
  const known = new Set<string | null>([...listed, null]);
  const unlistedCredits = [...conversations]
    .filter(([id]) => !known.has(id))
    .reduce((sum, [, credits]) => sum + credits, 0);
  return { keysCredits, unlistedCredits };
}
