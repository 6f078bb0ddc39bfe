import { db } from "../../db/client";
import { groups } from "../../db/schema";
import { isTaken } from "../../db/taken";
import { statement, write } from "../../db/write";
import { PurserError } from "../../errors";
import { newId } from "../../ids";
import { findGroup } from "./find";
import { checkMembers, membership } from "./members";

/** Makes a group, for an admin. */
export async function createGroup({ input }: { input: { name: string; members: string[] } }) {
  const { name, members } = input;
  await checkMembers(members);
  const id = newId();
  const made = statement(db().insert(groups).values({ id, name, createdAt: Date.now() }));
  try {
    await write([made, ...membership(id, members)]);
  } catch (cause) {
    if (!isTaken(cause, "groups.name")) throw cause;
    throw new PurserError("conflict", `There is a group "${name}" already.`, { cause });
  }
  return findGroup(id);
}
