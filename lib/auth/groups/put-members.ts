import { eq } from "drizzle-orm";
import { db } from "../../db/client";
import { groupMembers } from "../../db/schema";
import { statement, write } from "../../db/write";
import { findGroup, type Group } from "./find";
import { checkMembers, membership } from "./members";

/** Says who is in a group, for an admin: these and nobody else. */
export async function putMembers({ group, members }: { group: Group; members: string[] }) {
  await checkMembers(members);
  await write([
    statement(db().delete(groupMembers).where(eq(groupMembers.groupId, group.id))),
    ...membership(group.id, members),
  ]);
  return findGroup(group.id);
}
