import { eq } from "drizzle-orm";
import { db } from "../db/client";
import { conversations, initiated } from "../db/schema";
import { statement, write } from "../db/write";
import type { Conversation } from "./own";
import { stopResponses } from "./stop";

/** Deletes a conversation with its turns and links. What it cost stays in the usage. */
export async function removeConversation(asked: { conversation: Conversation }): Promise<void> {
  const { id } = asked.conversation;
  await stopResponses({ conversation: asked.conversation, input: {} });
  await write([
    statement(db().delete(conversations).where(eq(conversations.id, id))),
    statement(db().delete(initiated).where(eq(initiated.id, id))),
  ]);
}
