import { and, eq } from "drizzle-orm";
import { db } from "../../db/client";
import { users } from "../../db/schema";
import { statement } from "../../db/write";
import { accessChanged } from "../access-changes";
import { wrote } from "../accounts/new-account";
import { lastAdmin, leavesAnAdmin } from "./last-admin";
import type { User } from "./user";

/** Deletes a user with their conversations, keys and sessions, for an admin. Usage stays. */
export async function removeUser({ user }: { user: User }): Promise<void> {
  const which = and(eq(users.id, user.id), leavesAnAdmin);
  if (!(await wrote(statement(db().delete(users).where(which))))) throw lastAdmin();
  accessChanged({ userId: user.id });
}
