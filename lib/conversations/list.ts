import { and, desc, eq, exists, type like, lt, or, type SQL, sql } from "drizzle-orm";
import type { Person } from "../auth/viewer";
import { db } from "../db/client";
import { conversations, responses } from "../db/schema";
import { liveOf } from "../generations/live";
import { page } from "../http/page";
import { costOf } from "./get";

export type ListInput = { limit: number; cursor?: string; q?: string };

/** The viewer's conversations, newest first; with `q` those whose name or text contains it. */
export async function listConversations(asked: { viewer: Person; input: ListInput }) {
  const { viewer, input } = asked;
  const rows = await db()
    .select()
    .from(conversations)
    .where(
      and(
        eq(conversations.userId, viewer.userId),
        input.cursor ? lt(conversations.id, input.cursor) : undefined,
        input.q ? containing(input.q) : undefined,
      ),
    )
    .orderBy(desc(conversations.id))
    .limit(input.limit + 1);
  const costs = await costOf(rows.map((row) => row.id));
  const data = rows.map((row) => ({
    id: row.id,
    name: row.name,
    model: row.model,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    cost_credits: costs.get(row.id) ?? 0,
    is_running: liveOf(row.id).length > 0,
  }));
  return page(data, input.limit);
}

function containing(q: string): SQL | undefined {
  const pattern = `%${q.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const has = (column: Parameters<typeof like>[0]) => sql`${column} like ${pattern} escape '\\'`;
  const inTurn = db()
    .select({ one: sql`1` })
    .from(responses)
    .where(
      and(
        eq(responses.conversationId, conversations.id),
        or(has(responses.prompt), has(responses.response)),
      ),
    );
  return or(has(conversations.name), exists(inTurn));
}
