import { createHash } from "node:crypto";

/** What is kept of a key: keys are 192 random bits, so a plain SHA-256 cannot be guessed back. */
export function hashOfKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}
