import { eq } from "drizzle-orm";
import { db } from "../../db/client";
import { keys, users } from "../../db/schema";
import { statement, write } from "../../db/write";
import { invalid, PurserError } from "../../errors";
import { newId, newSecret } from "../../ids";
import { checkPurpose } from "../../models/purposes";
import type { Viewer } from "../viewer";
import { hashOfKey } from "./hash";

type NewKey = {
  name: string;
  purpose?: string | null | undefined;
  /** Whose key it becomes; only an admin names somebody. */
  userId?: string | undefined;
  expiresAt?: number | null | undefined;
};

/** Makes a key. The key itself is in this answer and nowhere else. */
export async function createKey({ viewer, input }: { viewer: Viewer; input: NewKey }) {
  mayMakeKeys(viewer);
  const userId = await ownerOf(viewer, input.userId);
  const now = Date.now();
  if ((input.expiresAt ?? Infinity) <= now) {
    throw invalid("expires_at", "A time that is still to come, in milliseconds, is right.");
  }
  const purpose = typeof input.purpose === "string" ? checkPurpose(input.purpose) : null;
  const id = newId();
  const key = newSecret("pk-");
  await write([
    statement(
      db()
        .insert(keys)
        .values({
          id,
          userId,
          name: input.name,
          hash: hashOfKey(key),
          lastFour: key.slice(-4),
          purpose,
          expiresAt: input.expiresAt ?? null,
          createdAt: now,
        }),
    ),
  ]);
  return { id, key };
}

/** A key that is bound to a purpose cannot make one that is not. */
function mayMakeKeys(viewer: Viewer): void {
  if (viewer.kind === "person" && viewer.keyPurpose !== null) {
    throw new PurserError("forbidden", "A key with a purpose makes no keys. Sign in for that.");
  }
}

async function ownerOf(viewer: Viewer, userId: string | undefined): Promise<string> {
  if (viewer.kind === "person" && (userId ?? viewer.userId) === viewer.userId) return viewer.userId;
  if (viewer.role !== "admin") {
    throw new PurserError("forbidden", "Only an admin makes keys for somebody else.");
  }
  if (userId === undefined) {
    throw invalid("user_id", "The admin key makes keys for people: say for whom.");
  }
  const user = await db().query.users.findFirst({
    columns: { role: true },
    where: eq(users.id, userId),
  });
  if (!user) throw invalid("user_id", "There is no such user.");
  if (user.role === "guest") throw invalid("user_id", "A guest has no keys.");
  return userId;
}
