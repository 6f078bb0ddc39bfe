import { eq } from "drizzle-orm";
import { db } from "../../db/client";
import { groups } from "../../db/schema";
import { statement, write } from "../../db/write";
import type { Group } from "./find";

/** Deletes a group, for an admin. Its members stay; its allowances bind nobody any more. */
export async function removeGroup({ group }: { group: Group }): Promise<void> {
  await write([statement(db().delete(groups).where(eq(groups.id, group.id)))]);
}
