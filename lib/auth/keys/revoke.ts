import { and, eq, isNull } from "drizzle-orm";
import { db } from "../../db/client";
import { keys } from "../../db/schema";
import { statement, write } from "../../db/write";
import { notFound } from "../../errors";
import type { Viewer } from "../viewer";

/** Revokes a key of one's own, or as an admin anybody's. The next request with it is 401. */
export async function revokeKey({ viewer, input }: { viewer: Viewer; input: { id: string } }) {
  const owned =
    viewer.role === "admin"
      ? undefined
      : eq(keys.userId, viewer.kind === "person" ? viewer.userId : "");
  const [result] = await write([
    statement(
      db()
        .update(keys)
        .set({ revokedAt: Date.now() })
        .where(and(eq(keys.id, input.id), isNull(keys.revokedAt), owned)),
    ),
  ]);
  if (!result?.rowsAffected) throw notFound("key");
}
