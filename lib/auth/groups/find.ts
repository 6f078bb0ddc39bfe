import { desc, eq, inArray, lt } from "drizzle-orm";
import { db } from "../../db/client";
import { groupMembers, groups } from "../../db/schema";
import { notFound } from "../../errors";
import { page } from "../../http/page";

export type Group = { id: string; name: string; members: string[]; created_at: number };

type Asked = { limit: number; cursor?: string | undefined };

/** All groups with the ids of their members, newest first, for an admin. */
export async function listGroups({ input: { limit, cursor } }: { input: Asked }) {
  const rows = await db()
    .select()
    .from(groups)
    .where(cursor ? lt(groups.id, cursor) : undefined)
    .orderBy(desc(groups.id))
    .limit(limit + 1);
  return page(await withMembers(rows), limit);
}

/** The group, or 404. */
export async function findGroup(id: string): Promise<Group> {
  const [group] = await withMembers(await db().select().from(groups).where(eq(groups.id, id)));
  if (!group) throw notFound("group");
  return group;
}

async function withMembers(rows: (typeof groups.$inferSelect)[]): Promise<Group[]> {
  const ids = rows.map(({ id }) => id);
  const members = await db()
    .select()
    .from(groupMembers)
    .where(inArray(groupMembers.groupId, ids))
    .orderBy(groupMembers.userId);
  return rows.map(({ id, name, createdAt }) => ({
    id,
    name,
    members: members.filter(({ groupId }) => groupId === id).map(({ userId }) => userId),
    created_at: createdAt,
  }));
}
