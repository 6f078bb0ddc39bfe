/** Whether a write failed because `column` ("users.email") must be unique, and is not. */
export function isTaken(error: unknown, column: string): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at.message.includes("UNIQUE constraint failed") && at.message.includes(column)) return true;
  }
  return false;
}
