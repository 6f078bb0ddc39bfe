import { and, desc, eq, isNull, lt } from "drizzle-orm";
import { db } from "../../db/client";
import { keys } from "../../db/schema";
import { PurserError } from "../../errors";
import { page } from "../../http/page";
import type { Viewer } from "../viewer";

type Asked = { limit: number; cursor?: string | undefined; userId?: string | undefined };

/** The keys in force of the viewer, newest first; for an admin also somebody's, or everybody's. */
export async function listKeys({ viewer, input }: { viewer: Viewer; input: Asked }) {
  const own = viewer.kind === "person" ? viewer.userId : undefined;
  if (input.userId && input.userId !== own && viewer.role !== "admin") {
    throw new PurserError("forbidden", "Only an admin sees the keys of others.");
  }
  const userId = input.userId ?? own;
  const rows = await db()
    .select({
      id: keys.id,
      user_id: keys.userId,
      name: keys.name,
      last_four: keys.lastFour,
      purpose: keys.purpose,
      created_at: keys.createdAt,
      last_used_at: keys.lastUsedAt,
      expires_at: keys.expiresAt,
    })
    .from(keys)
    .where(
      and(
        isNull(keys.revokedAt),
        userId ? eq(keys.userId, userId) : undefined,
        input.cursor ? lt(keys.id, input.cursor) : undefined,
      ),
    )
    .orderBy(desc(keys.id))
    .limit(input.limit + 1);
  return page(rows, input.limit);
}
