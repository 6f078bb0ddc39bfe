import { and, eq, isNull } from "drizzle-orm";
import { liveAllowances } from "../allowances/live";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { keys } from "../db/schema";
import { notFound, PurserError } from "../errors";

export type KeyRow = typeof keys.$inferSelect;

/** A key in force of the viewer's own, for an admin anybody's; else 404. */
export async function keyToChange(viewer: Viewer, id: string): Promise<KeyRow> {
  const [key] = await db()
    .select()
    .from(keys)
    .where(and(eq(keys.id, id), isNull(keys.revokedAt)));
  if (!key) throw notFound("key");
  const own = viewer.kind === "person" && viewer.userId === key.userId;
  if (!own && viewer.role !== "admin") throw notFound("key");
  return key;
}

/**
 * A key that is limited makes and changes no others: they would be a way around its limits.
 * `itself`: what a key may do to itself.
 */
export async function refuseLimitedKey(viewer: Viewer, itself?: string): Promise<void> {
  if (viewer.kind !== "person" || viewer.keyId === null || viewer.keyId === itself) return;
  const [key] = await db().select().from(keys).where(eq(keys.id, viewer.keyId));
  const capped = (await liveAllowances()).some(
    ({ level, subjectId }) => level === "key" && subjectId === viewer.keyId,
  );
  const limits = [key?.purpose, key?.models, key?.requestsPerMinute, key?.expiresAt];
  if (capped || limits.some((limit) => limit !== null && limit !== undefined)) {
    throw new PurserError(
      "forbidden",
      "A key that is limited makes and changes no keys. Sign in for that.",
    );
  }
}
