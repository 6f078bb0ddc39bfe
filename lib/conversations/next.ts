import { and, eq } from "drizzle-orm";
import { countRequest } from "../auth/count-request";
import type { Person } from "../auth/viewer";
import { db } from "../db/client";
import { type Attempt, once, rememberStatements } from "../db/once";
import { conversations, responses } from "../db/schema";
import { statement, write } from "../db/write";
import { PurserError } from "../errors";
import { throughGate } from "../generations/gate";
import { enqueue, isUnfinished, leaveQueue, takeOut } from "../generations/queue";
import type { TraceContext } from "../http/trace";
import { newId, newTraceId } from "../ids";
import { chosenModel } from "./chosen-model";
import { messagesUpTo, turnsOf } from "./history";
import { inLine } from "./line";
import type { Conversation } from "./own";
import { beginTurn, held, responseStatement, type Turn } from "./turn";
import { endUnsent } from "./unsent";

export type NextInput = {
  prompt: string;
  model?: string;
  options?: Record<string, unknown>;
  /** The response it follows; left out: the newest one. */
  parent_id?: string | null;
};

/**
 * Adds a turn and begins its answer, or lets it wait for the one before it; resolves with the
 * response's id as soon as the hold is taken or it is queued.
 * @throws PurserError invalid, conflict, rate_limited, allowance_exhausted; nothing is kept then
 */
export async function nextTurn(asked: {
  viewer: Person;
  conversation: Conversation;
  input: NextInput;
  attempt: Attempt | null;
  /** The action it belongs to; left out: one of its own. */
  trace?: TraceContext;
}): Promise<string> {
  const { viewer, conversation, input, attempt } = asked;
  const wanted = { model: conversation.model, purpose: conversation.purpose, ...input };
  const chosen = chosenModel(viewer, wanted);
  return once(attempt, {
    make: async () => {
      await countRequest(viewer);
      return inLine(conversation.id, () => addTurn({ ...asked, chosen }));
    },
    made: async (responseId) => responseId,
  });
}

type Adding = {
  viewer: Person;
  conversation: Conversation;
  input: NextInput;
  attempt: Attempt | null;
  trace?: TraceContext;
  chosen: ReturnType<typeof chosenModel>;
};

async function addTurn(adding: Adding): Promise<string> {
  const { viewer, conversation, input, attempt, trace, chosen } = adding;
  const turns = await turnsOf(conversation.id);
  const parentId = input.parent_id === undefined ? (turns.at(-1)?.id ?? null) : input.parent_id;
  const turn: Turn = {
    userId: viewer.userId,
    keyId: viewer.keyId,
    ...chosen,
    prompt: input.prompt,
    system: conversation.system,
    conversationId: conversation.id,
    responseId: newId(),
    parentId,
    ...(trace ?? { traceId: newTraceId(), parentSpanId: null }),
  };
  const history = messagesUpTo(turns, parentId);
  if (parentId && isUnfinished(parentId)) return queueTurn(turn, parentId, attempt);
  await throughGate(turn.userId, () =>
    beginTurn(turn, history, (reserved) => [
      responseStatement(turn, reserved),
      touched(turn),
      ...rememberStatements(attempt, turn.responseId),
    ]),
  );
  return turn.responseId;
}

function touched(turn: Turn) {
  return statement(
    db()
      .update(conversations)
      .set({ updatedAt: Date.now(), model: turn.model.id })
      .where(eq(conversations.id, turn.conversationId)),
  );
}

/** Keeps a turn that waits for its parent; it takes its hold when its time comes. */
async function queueTurn(turn: Turn, parentId: string, attempt: Attempt | null): Promise<string> {
  const { responseId, conversationId } = turn;
  // Before the write, so that a parent that ends meanwhile finds it.
  let written: () => void = () => undefined;
  const isWritten = new Promise<void>((resolve) => {
    written = resolve;
  });
  enqueue({ responseId, parentId, conversationId }, async () => {
    await isWritten;
    await beginQueued(turn);
  });
  try {
    await write([
      responseStatement(turn, null),
      touched(turn),
      ...rememberStatements(attempt, responseId),
    ]);
  } catch (error) {
    takeOut(responseId);
    leaveQueue(responseId);
    throw error;
  } finally {
    written();
  }
  return responseId;
}

async function beginQueued(turn: Turn): Promise<void> {
  try {
    const history = messagesUpTo(await turnsOf(turn.conversationId), turn.parentId);
    await throughGate(turn.userId, () =>
      beginTurn(turn, history, (reserved) => [
        statement(
          db()
            .update(responses)
            .set({ status: "streaming", ...held(reserved) })
            .where(and(eq(responses.id, turn.responseId), eq(responses.status, "queued"))),
        ),
      ]),
    );
  } catch (error) {
    await endUnsent(turn.responseId, { status: "refused", error: refusal(error) });
  }
}

function refusal(error: unknown): { code: string; message: string } {
  if (error instanceof PurserError) return { code: error.code, message: error.message };
  console.error("A queued turn could not be sent.", error);
  return {
    code: "unavailable",
    message: "Nothing was sent and nothing was charged: the server failed. Send it again.",
  };
}
