import { and, inArray, ne } from "drizzle-orm";
import { db } from "../../db/client";
import { groupMembers, users } from "../../db/schema";
import { type Statement, statement } from "../../db/write";
import { invalid } from "../../errors";

/** What puts people into a group. */
export function membership(groupId: string, members: string[]): Statement[] {
  const rows = [...new Set(members)].map((userId) => ({ groupId, userId }));
  return rows.length > 0 ? [statement(db().insert(groupMembers).values(rows))] : [];
}

/** Refuses, by its place in the list, an id that is no user who can be in a group. */
export async function checkMembers(ids: string[]): Promise<void> {
  const known = await db()
    .select({ id: users.id })
    .from(users)
    .where(and(inArray(users.id, ids), ne(users.role, "guest")));
  const good = new Set(known.map(({ id }) => id));
  const bad = ids.findIndex((id) => !good.has(id));
  if (bad >= 0) throw invalid(`members.${bad}`, `"${ids[bad]}" is no user who can be in a group.`);
}
