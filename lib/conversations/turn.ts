import type { LanguageModelV3CallOptions, LanguageModelV3Prompt } from "@ai-sdk/provider";
import { inserter } from "../db/insert";
import { responses } from "../db/schema";
import type { Statement } from "../db/write";
import { refuseWhileDraining } from "../draining";
import { inBackground } from "../generations/drain";
import { goLive, newGeneration } from "../generations/live";
import { committed, rowStatement } from "../generations/log";
import { openingParts, type Part, type ResponseData } from "../generations/parts";
import { alongClose, run } from "../generations/run";
import type { Along, CallFor, Reserved } from "../metering/call";
import { meteredModel, reserveCall } from "../metering/meter";
import type { Model } from "../models/model";
import { toCallOptions } from "../models/options";
import { systemMessages, userMessage } from "./history";
import { nameConversation } from "./title";

/** One prompt on its way to a model. */
export type Turn = {
  userId: string;
  keyId: string | null;
  model: Model;
  purpose: string;
  prompt: string;
  system: string | null;
  options: Record<string, unknown>;
  conversationId: string;
  responseId: string;
  parentId: string | null;
  traceId: string;
  /** The foreign span that asked for it; null where none did. */
  parentSpanId: string | null;
};

/**
 * Takes the hold of a turn, with `rows` in the same transaction, and lets it run: the answer is
 * being made when this resolves, and goes on by itself.
 * @throws PurserError allowance_exhausted and others of the hold; then nothing was written
 */
export async function beginTurn(
  turn: Turn,
  history: LanguageModelV3Prompt,
  rows: (reserved: Reserved) => Statement[],
): Promise<void> {
  const { conversationId, responseId, userId, model } = turn;
  const generation = newGeneration({ conversationId, responseId, userId, model: model.id });
  const options: LanguageModelV3CallOptions = {
    ...toCallOptions(turn.options),
    prompt: [...systemMessages(turn.system), ...history, userMessage(turn.prompt)],
  };
  let opening: Part[] = [];
  const along: Along = {
    reserve: (reserved) => {
      opening = openingParts(responseData(turn, reserved));
      return [...rows(reserved), rowStatement(generation, opening)];
    },
    reserved: (_, results) => {
      goLive(generation);
      committed(generation, opening, results.at(-1), false);
    },
    ...alongClose(generation),
  };
  refuseWhileDraining();
  const call = callOf(turn);
  const reserved = await reserveCall(model, options, call, along);
  const metered = meteredModel(model, call, along, reserved);
  inBackground(
    run(generation, metered, options).then(() => {
      if (generation.closed?.outcome === "done")
        return nameConversation(turn, generation.text, reserved.spanId);
    }),
  );
}

export function callOf(turn: Turn): CallFor {
  const { userId, keyId, purpose, traceId, parentSpanId, conversationId, responseId } = turn;
  const parent = parentSpanId === null ? {} : { parentSpanId };
  return { userId, keyId, purpose, traceId, ...parent, conversationId, responseId };
}

export function responseData(turn: Turn, reserved: Reserved | null): ResponseData {
  return {
    conversation_id: turn.conversationId,
    response_id: turn.responseId,
    trace_id: turn.traceId,
    prompt: turn.prompt,
    model: turn.model.id,
    max_output_tokens: reserved?.maxOutputTokens ?? null,
    reserved_credits: reserved?.credits ?? 0,
  };
}

const insertResponse = inserter(responses);

/** The response row of a turn: being written when it has a hold, else waiting in the queue. */
export function responseStatement(turn: Turn, reserved: Reserved | null): Statement {
  const now = new Date();
  return insertResponse({
    id: turn.responseId,
    conversationId: turn.conversationId,
    parentId: turn.parentId,
    model: turn.model.id,
    prompt: turn.prompt,
    system: turn.system,
    promptJson: null,
    optionsJson: JSON.stringify(turn.options),
    response: "",
    status: reserved ? "streaming" : "queued",
    purpose: turn.purpose,
    traceId: turn.traceId,
    keyId: turn.keyId,
    ...held(reserved),
    ...notYet,
    datetimeUtc: now.toISOString(),
    createdAt: now.getTime(),
  });
}

/** What is known when the answer has ended. */
const notYet = {
  responseJson: null,
  durationMs: null,
  inputTokens: null,
  outputTokens: null,
  tokenDetails: null,
  resolvedModel: null,
  reasoning: null,
  finishReason: null,
  error: null,
  usageId: null,
  cachedInputTokens: null,
  cacheWriteTokens: null,
  reasoningTokens: null,
  costCredits: null,
  usageSource: null,
};

export function held(reserved: Reserved | null) {
  return {
    reservationId: reserved?.id ?? null,
    maxOutputTokens: reserved?.maxOutputTokens ?? null,
    reservedCredits: reserved?.credits ?? null,
  };
}
