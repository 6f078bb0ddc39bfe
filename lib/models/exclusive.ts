import { one } from "../one";

/**
 * One change of endpoints and models at a time: each looks at what is there, writes, and loads the
 * registry again before the next one looks.
 */
export function exclusive<T>(change: () => Promise<T>): Promise<T> {
  const line = one("endpoint-changes", () => ({ last: Promise.resolve<unknown>(null) }));
  const mine = line.last.then(change, change);
  line.last = mine.catch(() => undefined); // Its own caller hears of it; the next one goes on.
  return mine;
}
