import { eq } from "drizzle-orm";
import { db } from "../db/client";
import { conversations } from "../db/schema";
import { statement, write } from "../db/write";
import type { Conversation } from "./own";

/** Gives a name by hand; no title call overwrites it. */
export async function renameConversation(asked: {
  conversation: Conversation;
  input: { name: string };
}): Promise<void> {
  const { conversation, input } = asked;
  const named = db()
    .update(conversations)
    .set({ name: input.name, namedBy: "person" })
    .where(eq(conversations.id, conversation.id));
  await write([statement(named)]);
}
