import { and, eq, sql } from "drizzle-orm";
import { db } from "../../db/client";
import { users } from "../../db/schema";
import { statement } from "../../db/write";
import { invalid } from "../../errors";
import { accessChanged } from "../access-changes";
import { wrote } from "../accounts/new-account";
import { hashPassword } from "../password";
import { lastAdmin, leavesAnAdmin } from "./last-admin";
import { findUser, type User, userJson } from "./user";

type Patch = {
  name?: string | undefined;
  /** Canonical. */
  email?: string | undefined;
  role?: "member" | "admin" | undefined;
  disabled?: boolean | undefined;
  password?: string | undefined;
};

/**
 * Changes a user, for an admin. Another password, role or state ends all their sessions; the last
 * admin stays one.
 */
export async function updateUser({ user, input }: { user: User; input: Patch }) {
  const { name, email, role, password, disabled } = input;
  if (user.role === "guest" && role && !email) {
    throw invalid("email", "A guest becomes a member with an e-mail address: send it along.");
  }
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  const isSame = (role ?? user.role) === user.role && !passwordHash && disabled === undefined;
  const takesAway = disabled === true || role === "member";
  const change = {
    name,
    email,
    role,
    passwordHash,
    disabledAt: disabled === undefined ? undefined : disabled ? Date.now() : null,
    sessionEpoch: isSame ? undefined : sql`${users.sessionEpoch} + 1`,
  };
  if (Object.values(change).some((value) => value !== undefined)) {
    const which = and(eq(users.id, user.id), takesAway ? leavesAnAdmin : undefined);
    const changed = await wrote(statement(db().update(users).set(change).where(which)));
    if (!changed) throw (await findUser(user.id)) && lastAdmin();
    accessChanged({ userId: user.id });
  }
  return userJson(await findUser(user.id));
}
