import { allLive, liveOf } from "../generations/live";
import { leaveQueue, queuedOf, takeOut } from "../generations/queue";
import type { Conversation } from "./own";
import { endUnsent } from "./unsent";

/** A provider that does not let go is not waited for longer than this. */
const patienceMs = 2_000;

/**
 * Stops what runs and waits in a conversation, or one response of it. What was written is kept
 * and settled. Twice is fine: the second time nothing runs. Ids are oldest first.
 */
export async function stopResponses(asked: {
  conversation: Pick<Conversation, "id">;
  input: { response_id?: string };
}): Promise<string[]> {
  const { conversation, input } = asked;
  const wanted = (id: string) => input.response_id === undefined || input.response_id === id;
  const queued = queuedOf(conversation.id).filter(wanted).filter(takeOut);
  const running = liveOf(conversation.id).filter(
    (generation) => wanted(generation.responseId) && !generation.abort.signal.aborted,
  );
  for (const generation of running) generation.abort.abort(new Error("stopped"));
  for (const responseId of queued) {
    await endUnsent(responseId, { status: "stopped", error: null });
    leaveQueue(responseId);
  }
  await Promise.race([
    Promise.all(running.map((generation) => generation.ended)),
    new Promise((resolve) => setTimeout(resolve, patienceMs).unref()),
  ]);
  return [...running.map((generation) => generation.responseId), ...queued].sort();
}

/** Stops everything of a person who was deleted; the charges stay. */
export async function stopAllOf(userId: string): Promise<void> {
  const theirs = allLive().filter((generation) => generation.userId === userId);
  const conversations = new Set(theirs.map(({ conversationId }) => conversationId));
  await Promise.all(
    [...conversations].map((id) => stopResponses({ conversation: { id }, input: {} })),
  );
}
