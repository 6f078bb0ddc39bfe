import type { LanguageModelV3Message, LanguageModelV3Prompt } from "@ai-sdk/provider";
import { asc, eq } from "drizzle-orm";
import { db } from "../db/client";
import { responses } from "../db/schema";
import { notFound } from "../errors";

type Turn = { id: string; parentId: string | null; prompt: string; response: string };

/** The turns of a conversation, oldest first. */
export async function turnsOf(conversationId: string): Promise<Turn[]> {
  const { id, parentId, prompt, response } = responses;
  return db()
    .select({ id, parentId, prompt, response })
    .from(responses)
    .where(eq(responses.conversationId, conversationId))
    .orderBy(asc(id));
}

/**
 * The messages up to and with the turn `parentId`. A turn that got no answer is left out: the
 * person asks again, and two prompts in a row would be answered together.
 * @throws PurserError not_found when there is no such turn
 */
export function messagesUpTo(turns: Turn[], parentId: string | null): LanguageModelV3Prompt {
  const byId = new Map(turns.map((turn) => [turn.id, turn]));
  const path: LanguageModelV3Message[][] = [];
  for (let id = parentId; id !== null; ) {
    const turn = byId.get(id);
    if (!turn) throw notFound("response");
    byId.delete(id);
    if (turn.response) path.unshift([userMessage(turn.prompt), answerMessage(turn.response)]);
    id = turn.parentId;
  }
  return path.flat();
}

export function userMessage(text: string): LanguageModelV3Message {
  return { role: "user", content: [{ type: "text", text }] };
}

function answerMessage(text: string): LanguageModelV3Message {
  return { role: "assistant", content: [{ type: "text", text }] };
}

export function systemMessages(system: string | null): LanguageModelV3Prompt {
  return system ? [{ role: "system", content: system }] : [];
}
