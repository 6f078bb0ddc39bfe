import { eq } from "drizzle-orm";
import { db } from "../../db/client";
import { groupMembers, groups } from "../../db/schema";
import type { Viewer } from "../viewer";

/** Who is asking, as they may know themselves. */
export async function me({ viewer }: { viewer: Viewer }) {
  if (viewer.kind === "admin-key") {
    return { id: null, name: "Admin key", email: null, role: viewer.role, key: null, groups: [] };
  }
  const { userId: id, name, email, role, keyId, keyPurpose } = viewer;
  const key = keyId === null ? null : { id: keyId, purpose: keyPurpose };
  const mine = await db()
    .select({ id: groups.id, name: groups.name })
    .from(groupMembers)
    .innerJoin(groups, eq(groups.id, groupMembers.groupId))
    .where(eq(groupMembers.userId, id))
    .orderBy(groups.name);
  return { id, name, email, role, key, groups: mine };
}
