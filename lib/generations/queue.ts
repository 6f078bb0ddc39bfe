import { one } from "../one";
import { liveGeneration } from "./live";

/** A turn that waits for the response before it; it has no hold yet. */
type Waiting = { conversationId: string; stopped: boolean; over: Promise<void>; leave: () => void };

const waiting = () => one("queued-turns", () => new Map<string, Waiting>());

export function isQueued(responseId: string): boolean {
  return waiting().has(responseId);
}

export function queuedOf(conversationId: string): string[] {
  return [...waiting()]
    .filter(([, turn]) => turn.conversationId === conversationId)
    .map(([responseId]) => responseId);
}

/** True while a response runs or waits: a turn after it has to wait too. */
export function isUnfinished(responseId: string): boolean {
  return liveGeneration(responseId) !== undefined || isQueued(responseId);
}

/**
 * Lets a turn wait until `parentId` has ended, in order of arrival, and then `begin`s it.
 * `begin` resolves when the turn is live or refused. A turn that was taken out does not begin.
 */
export function enqueue(
  turn: { responseId: string; parentId: string; conversationId: string },
  begin: () => Promise<void>,
): void {
  const { responseId, parentId, conversationId } = turn;
  let leave = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    leave = () => {
      waiting().delete(responseId);
      resolve();
    };
  });
  const entry: Waiting = { conversationId, stopped: false, over, leave };
  waiting().set(responseId, entry);
  ended(parentId)
    .then(() => (entry.stopped ? undefined : begin()))
    .catch((error) => console.error("A queued turn could not begin.", error))
    .finally(leave);
}

/** Takes a waiting turn out of the queue; false when it is not waiting (any more). */
export function takeOut(responseId: string): boolean {
  const entry = waiting().get(responseId);
  if (!entry || entry.stopped) return false;
  entry.stopped = true;
  return true;
}

/** After `takeOut`, when its end is written: what waits for it goes on. */
export function leaveQueue(responseId: string): void {
  waiting().get(responseId)?.leave();
}

/** Resolves when a response is neither running nor waiting any more. */
export async function ended(responseId: string): Promise<void> {
  await waiting().get(responseId)?.over;
  await liveGeneration(responseId)?.ended;
}
