import { and, eq, isNull } from "drizzle-orm";
import { accessChanged } from "../auth/access-changes";
import { hashOfKey } from "../auth/keys/hash";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { keys } from "../db/schema";
import { statement, write } from "../db/write";
import { PurserError } from "../errors";
import { newSecret } from "../ids";
import { type KeyRow, refuseLimitedKey } from "./access";

type Asked = { viewer: Viewer; key: KeyRow; input: { overlapSeconds: number } };

/**
 * Gives a key (of `keyToChange`) a new secret, shown in this answer alone. The one it had works on
 * until the overlap ends; one from before that stops now.
 */
export async function rotateKey({ viewer, key, input }: Asked) {
  await refuseLimitedKey(viewer, key.id);
  const now = Date.now();
  const secret = newSecret("pk-");
  const previousUntil = input.overlapSeconds > 0 ? now + input.overlapSeconds * 1000 : null;
  const change = {
    hash: hashOfKey(secret),
    lastFour: secret.slice(-4),
    previousHash: previousUntil === null ? null : key.hash,
    previousUntil,
  };
  const unchanged = and(eq(keys.id, key.id), eq(keys.hash, key.hash), isNull(keys.revokedAt));
  const [result] = await write([statement(db().update(keys).set(change).where(unchanged))]);
  if (!result?.rowsAffected) {
    throw new PurserError("conflict", "The key was changed meanwhile. Look at it again.");
  }
  accessChanged({ keyId: key.id });
  return { id: key.id, key: secret, previous_until: previousUntil };
}
