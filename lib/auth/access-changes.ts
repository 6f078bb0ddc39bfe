import { one } from "../one";

/** Whose access changed: a key that was revoked, rotated or limited, a person, or a session. */
export type Changed = { keyId: string } | { userId: string } | { sessionId: string };

type Listener = (changed: Changed) => void;

const listeners = () => one("access changes", () => new Set<Listener>());

/** To be called after every commit that takes access away or changes it. */
export function accessChanged(changed: Changed): void {
  for (const listener of listeners()) listener(changed);
}

/**
 * Hears of every change in this process, at once: what runs for long asks again then whether it
 * may, and what is kept of keys is forgotten. Other processes on the same database are not heard.
 */
export function onAccessChange(listener: Listener): () => void {
  listeners().add(listener);
  return () => listeners().delete(listener);
}
