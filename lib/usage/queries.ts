import { and, count, desc, eq, inArray, max, sql } from "drizzle-orm";
import { db } from "../db/client";
import { conversations, usage } from "../db/schema";

/** Public ids of the models of a person's latest calls, the latest first. */
export async function recentModels(userId: string, limit: number): Promise<string[]> {
  const latest = db()
    .select({ model: usage.model, id: usage.id })
    .from(usage)
    .where(and(eq(usage.userId, userId), eq(usage.purpose, "chat")))
    .orderBy(desc(usage.id))
    .limit(200)
    .as("latest");
  const rows = await db()
    .select({ model: latest.model })
    .from(latest)
    .groupBy(latest.model)
    .orderBy(desc(max(latest.id)))
    .limit(limit);
  return rows.map((row) => row.model);
}

/** Names of one's conversations, by id; those of somebody else and deleted ones are absent. */
export async function conversationNames(
  userId: string,
  ids: string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db()
    .select({ id: conversations.id, name: conversations.name })
    .from(conversations)
    .where(and(eq(conversations.userId, userId), inArray(conversations.id, ids)));
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** The models and purposes that occur in a person's calls, for filters. */
export async function calledWith(
  userId: string,
): Promise<{ models: string[]; purposes: string[] }> {
  const distinct = (column: typeof usage.model | typeof usage.purpose) =>
    db().selectDistinct({ word: column }).from(usage).where(eq(usage.userId, userId));
  const [models, purposes] = await Promise.all([distinct(usage.model), distinct(usage.purpose)]);
  const words = (rows: { word: string }[]) => rows.map((row) => row.word).sort();
  return { models: words(models), purposes: words(purposes) };
}

/** What somebody may want to look at, as the index `usage_review` has it. */
export const forReview = sql`(${usage.alert} is not null or ${usage.usageSource} = 'estimated'
  or ${usage.overrun} = 1)`;

/** How many calls are for review: not charged by the provider's word within the hold. */
export async function countForReview(): Promise<number> {
  const [row] = await db().select({ calls: count() }).from(usage).where(forReview);
  return row?.calls ?? 0;
}
