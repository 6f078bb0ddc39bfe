import { eq } from "drizzle-orm";
import { countRequest } from "../auth/count-request";
import type { Person } from "../auth/viewer";
import { db } from "../db/client";
import { inserter } from "../db/insert";
import { type Attempt, once, rememberStatements } from "../db/once";
import { conversations, initiated, responses } from "../db/schema";
import type { Statement } from "../db/write";
import { notFound } from "../errors";
import { throughGate } from "../generations/gate";
import type { TraceContext } from "../http/trace";
import { newId, newTraceId } from "../ids";
import { chosenModel } from "./chosen-model";
import { firstWords } from "./name";
import { beginTurn, responseStatement, type Turn } from "./turn";

export type StartInput = {
  prompt: string;
  model?: string;
  system?: string;
  options?: Record<string, unknown>;
  purpose?: string;
};

export type Started = { id: string; responseId: string; traceId: string };

/**
 * Makes a conversation and begins its first answer; resolves as soon as the hold is taken.
 * @throws PurserError invalid, conflict, rate_limited, allowance_exhausted; nothing is kept then
 */
export async function startConversation(asked: {
  viewer: Person;
  input: StartInput;
  attempt: Attempt | null;
  /** The action it belongs to; left out: one of its own. */
  trace?: TraceContext;
}): Promise<Started> {
  const { viewer, input, attempt, trace } = asked;
  const turn = firstTurn(viewer, input, trace);
  return once(attempt, {
    make: async () => {
      await countRequest(viewer);
      await throughGate(viewer.userId, () =>
        beginTurn(turn, [], (reserved) => [
          ...conversationStatements(turn),
          responseStatement(turn, reserved),
          ...rememberStatements(attempt, turn.responseId),
        ]),
      );
      return { id: turn.conversationId, responseId: turn.responseId, traceId: turn.traceId };
    },
    made: startedBy,
  });
}

function firstTurn(viewer: Person, input: StartInput, trace?: TraceContext): Turn {
  const { model, purpose, options } = chosenModel(viewer, input);
  return {
    userId: viewer.userId,
    keyId: viewer.keyId,
    model,
    purpose,
    options,
    prompt: input.prompt,
    system: input.system || null,
    conversationId: newId(),
    responseId: newId(),
    parentId: null,
    ...(trace ?? { traceId: newTraceId(), parentSpanId: null }),
  };
}

const insertInitiated = inserter(initiated);
const insertConversation = inserter(conversations);

function conversationStatements(turn: Turn): Statement[] {
  const now = new Date();
  const { conversationId: id, userId, keyId, prompt, system, purpose, traceId } = turn;
  const started = insertInitiated({
    id,
    userId,
    keyId,
    model: turn.model.id,
    prompt,
    system,
    optionsJson: turn.options,
    purpose,
    traceId,
    datetimeUtc: now.toISOString(),
  });
  const conversation = insertConversation({
    id,
    userId,
    name: firstWords(prompt),
    namedBy: "prompt",
    model: turn.model.id,
    system,
    createdAt: now.getTime(),
    updatedAt: now.getTime(),
  });
  return [started, conversation];
}

async function startedBy(responseId: string): Promise<Started> {
  const [row] = await db()
    .select({ id: responses.conversationId, traceId: responses.traceId })
    .from(responses)
    .where(eq(responses.id, responseId));
  if (!row) throw notFound("conversation");
  return { ...row, responseId };
}
