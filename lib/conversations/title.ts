import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { and, eq, sql } from "drizzle-orm";
import { keyAllows } from "../auth/keys/allows";
import { db } from "../db/client";
import { conversations, keys, responses } from "../db/schema";
import { statement, write } from "../db/write";
import { PurserError } from "../errors";
import { stopSignal } from "../generations/drain";
import { meteredModel } from "../metering/meter";
import type { Model } from "../models/model";
import { defaultModel } from "../models/purposes";
import { userMessage } from "./history";
import { nameFromAnswer } from "./name";
import type { Turn } from "./turn";

/** Of http-api.md and product.md: a title is at most this long. */
const maxOutputTokens = 24;
/** A name needs the gist, not the whole: this many characters of prompt and of answer. */
const excerpt = 600;

const instruction =
  "Name this conversation in two to six words, in its own language. Reply with the name only.";

/**
 * Names a conversation after its first finished answer: one call of purpose `title`, paid for
 * like any other. Without room it is skipped silently and the first words of the prompt stay.
 */
export async function nameConversation(
  turn: Turn,
  answer: string,
  /** The answer's span: the title's parent. */
  parentSpanId: string,
): Promise<void> {
  try {
    if (!(await isFirstAnswer(turn.conversationId))) return;
    const model = await modelOfTitle(turn);
    const { userId, keyId, traceId, conversationId } = turn;
    const call = { userId, keyId, traceId, parentSpanId, conversationId, purpose: "title" };
    const result = await meteredModel(model, call).doGenerate(titleOptions(turn.prompt, answer));
    const text = result.content.map((part) => (part.type === "text" ? part.text : "")).join("");
    const name = nameFromAnswer(text);
    if (name) await setName(conversationId, name);
  } catch (error) {
    if (error instanceof PurserError && error.code === "allowance_exhausted") return;
    console.error("A conversation could not be named.", error);
  }
}

/** The purpose's own; for a key that may not call that one, the conversation's. */
async function modelOfTitle({ keyId, model }: Turn): Promise<Model> {
  const usual = defaultModel("title");
  if (!usual || keyId === null) return usual ?? model;
  const [key] = await db().select({ models: keys.models }).from(keys).where(eq(keys.id, keyId));
  const scope = { purpose: null, models: key?.models ?? null };
  return keyAllows({ key: scope, model: usual, purpose: "title" }) === null ? usual : model;
}

function titleOptions(prompt: string, answer: string): LanguageModelV3CallOptions {
  const text = `Question:\n${prompt.slice(0, excerpt)}\n\nAnswer:\n${answer.slice(0, excerpt)}`;
  return {
    prompt: [{ role: "system", content: instruction }, userMessage(text)],
    maxOutputTokens,
    abortSignal: stopSignal(),
  };
}

async function isFirstAnswer(conversationId: string): Promise<boolean> {
  const done = and(eq(responses.conversationId, conversationId), eq(responses.status, "done"));
  const [row] = await db()
    .select({
      namedBy: conversations.namedBy,
      done: sql<number>`(select count(*) from ${responses} where ${done})`,
    })
    .from(conversations)
    .where(eq(conversations.id, conversationId));
  return row?.namedBy === "prompt" && row.done === 1;
}

/** Never over a name that a person gave meanwhile. */
async function setName(conversationId: string, name: string): Promise<void> {
  const unnamed = and(eq(conversations.id, conversationId), eq(conversations.namedBy, "prompt"));
  const named = db().update(conversations).set({ name, namedBy: "model" }).where(unnamed);
  await write([statement(named)]);
}
