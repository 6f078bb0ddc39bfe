import { eq, sql } from "drizzle-orm";
import { db } from "../../db/client";
import { sessions, users } from "../../db/schema";
import { statement, write } from "../../db/write";
import { invalid, PurserError } from "../../errors";
import { countOne } from "../limits";
import { hashPassword, verifyPassword } from "../password";
import type { Person } from "../viewer";
import { findUser } from "./user";

type Change = {
  currentPassword?: string | undefined;
  newPassword: string;
  /** The session that asks; it alone goes on. */
  sessionId: string | null;
};

/** Changes one's own password; all other sessions end. */
export async function changePassword({ viewer, input }: { viewer: Person; input: Change }) {
  if (viewer.keyId !== null) {
    throw new PurserError("forbidden", "A key cannot change the password. Sign in for that.");
  }
  const user = await findUser(viewer.userId);
  if (user.passwordHash !== null) {
    await countOne("device", `password of ${user.id}`);
    if (!(await verifyPassword(input.currentPassword ?? "", user.passwordHash))) {
      throw invalid("current_password", "This is not your password now.");
    }
  }
  const passwordHash = await hashPassword(input.newPassword);
  const raised = { passwordHash, sessionEpoch: sql`${users.sessionEpoch} + 1` };
  const epoch = sql<number>`(select session_epoch from users where id = ${user.id})`;
  await write([
    statement(db().update(users).set(raised).where(eq(users.id, user.id))),
    statement(
      db()
        .update(sessions)
        .set({ epoch })
        .where(eq(sessions.id, input.sessionId ?? "")),
    ),
  ]);
}
