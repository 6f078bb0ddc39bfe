import { one } from "../one";

/**
 * One after another in each conversation, in order of arrival: who adds a turn sees the one that
 * was added before, so that two sent at once follow each other.
 */
export function inLine<T>(conversationId: string, work: () => Promise<T>): Promise<T> {
  const lines = one("conversation-lines", () => new Map<string, Promise<unknown>>());
  const mine = (lines.get(conversationId) ?? Promise.resolve()).then(work, work);
  lines.set(conversationId, mine);
  const leave = () => {
    if (lines.get(conversationId) === mine) lines.delete(conversationId);
  };
  mine.then(leave, leave);
  return mine;
}
