import { and, eq, isNull } from "drizzle-orm";
import { allowancesChanged } from "../allowances/live";
import { accessChanged } from "../auth/access-changes";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { keys } from "../db/schema";
import { statement, write } from "../db/write";
import { notFound } from "../errors";
import { keyToChange, refuseLimitedKey } from "./access";
import { endCap } from "./cap";

/**
 * Revokes a key of one's own, or as an admin anybody's. The next request with it is 401, and what
 * streams to it ends.
 */
export async function revokeKey({ viewer, input }: { viewer: Viewer; input: { id: string } }) {
  const key = await keyToChange(viewer, input.id);
  await refuseLimitedKey(viewer, key.id);
  const now = Date.now();
  const [result] = await write([
    statement(
      db()
        .update(keys)
        .set({ revokedAt: now, previousHash: null, previousUntil: null })
        .where(and(eq(keys.id, key.id), isNull(keys.revokedAt))),
    ),
    endCap(key.id, now),
  ]);
  if (!result?.rowsAffected) throw notFound("key");
  allowancesChanged();
  accessChanged({ keyId: key.id });
}
