import { and, eq } from "drizzle-orm";
import type { Person } from "../auth/viewer";
import { db } from "../db/client";
import { conversations, initiated } from "../db/schema";
import { notFound } from "../errors";

export type Conversation = typeof conversations.$inferSelect & { purpose: string };

/**
 * A conversation of the viewer's own. Nobody else reads one, admins included.
 * @throws PurserError not_found
 */
export async function ownConversation(asked: {
  viewer: Person;
  params: { id: string };
}): Promise<Conversation> {
  const { viewer, params } = asked;
  const own = and(eq(conversations.id, params.id), eq(conversations.userId, viewer.userId));
  const [row] = await db()
    .select({ conversation: conversations, purpose: initiated.purpose })
    .from(conversations)
    .leftJoin(initiated, eq(initiated.id, conversations.id))
    .where(own);
  if (!row) throw notFound("conversation");
  return { ...row.conversation, purpose: row.purpose ?? "chat" };
}
