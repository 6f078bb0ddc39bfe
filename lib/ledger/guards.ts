/** The words with which triggers of the database abort a write (drizzle/0001_guards.sql). */
const noRoom = "purser: no room";
const alreadyClosed = "purser: already closed";

/** True when a hold found no room. */
export function saysNoRoom(error: unknown): boolean {
  return says(error, noRoom);
}

/** True when a reservation was closed before. */
export function saysAlreadyClosed(error: unknown): boolean {
  return says(error, alreadyClosed);
}

function says(error: unknown, words: string): boolean {
  return error instanceof Error && (error.message.includes(words) || says(error.cause, words));
}
