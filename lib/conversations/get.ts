import { asc, eq, inArray, sql } from "drizzle-orm";
import { db } from "../db/client";
import { responses, usage } from "../db/schema";
import type { Conversation } from "./own";
import { toResponse } from "./response";

/** A conversation with its turns, oldest first, and what all its calls cost, titles too. */
export async function getConversation({ conversation }: { conversation: Conversation }) {
  const [rows, costs] = await Promise.all([
    db()
      .select()
      .from(responses)
      .where(eq(responses.conversationId, conversation.id))
      .orderBy(asc(responses.id)),
    costOf([conversation.id]),
  ]);
  return {
    id: conversation.id,
    name: conversation.name,
    model: conversation.model,
    created_at: conversation.createdAt,
    updated_at: conversation.updatedAt,
    cost_credits: costs.get(conversation.id) ?? 0,
    responses: await Promise.all(rows.map(toResponse)),
  };
}

/** Credits spent per conversation. */
export async function costOf(conversationIds: string[]): Promise<Map<string, number>> {
  const rows = await db()
    .select({
      id: usage.conversationId,
      credits: sql<number>`sum(${usage.costCredits} + ${usage.adjustedCredits})`,
    })
    .from(usage)
    .where(inArray(usage.conversationId, conversationIds))
    .groupBy(usage.conversationId);
  return new Map(rows.flatMap(({ id, credits }) => (id === null ? [] : [[id, credits]])));
}
