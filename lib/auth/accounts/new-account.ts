import { and, eq, sql } from "drizzle-orm";
import { config } from "../../config";
import { db } from "../../db/client";
import { users } from "../../db/schema";
import { isTaken } from "../../db/taken";
import { type Statement, statement, write } from "../../db/write";
import { PurserError } from "../../errors";
import { newId } from "../../ids";

export type NewAccount = {
  name: string;
  /** Canonical. */
  email: string;
  passwordHash: string | null;
  /** A guest who becomes this account, conversations and all. */
  guestId: string | null;
};

const hasAdmin = sql`exists (select 1 from users where role = 'admin')`;
const role = sql<"admin" | "member">`case when ${hasAdmin} then 'member' else 'admin' end`;
const allowed = () => (config().signUp === "open" ? sql`true` : sql`not ${hasAdmin}`);

/**
 * Makes an account by sign-up and returns its id. On a database without an admin it is the admin;
 * after that it takes `sign_up: open`. Both are decided inside the one write, so that of two first
 * accounts at once one is the admin and the other is refused.
 */
export async function makeAccount(account: NewAccount): Promise<string> {
  const id = account.guestId ?? newId();
  if (await wrote(account.guestId ? promotion(account, id) : insertion(account, id))) return id;
  throw signUpClosed();
}

export function signUpClosed(): PurserError {
  const words = "Sign-up is closed here. An admin of this server can make an account for you.";
  return new PurserError("forbidden", words);
}

function insertion({ name, email, passwordHash }: NewAccount, id: string): Statement {
  const row = sql`select ${id}, ${email}, ${name}, ${role}, ${passwordHash}, 0, null, ${Date.now()}
    where ${allowed()}`;
  return statement(db().insert(users).select(row));
}

function promotion({ name, email, passwordHash }: NewAccount, guestId: string): Statement {
  return statement(
    db()
      .update(users)
      .set({ name, email, passwordHash, role, sessionEpoch: sql`${users.sessionEpoch} + 1` })
      .where(and(eq(users.id, guestId), eq(users.role, "guest"), allowed())),
  );
}

/** Whether a write of a user wrote a row; 409 when its e-mail is somebody's already. */
export async function wrote(...statements: Statement[]): Promise<boolean> {
  try {
    const [result] = await write(statements);
    return (result?.rowsAffected ?? 0) > 0;
  } catch (cause) {
    if (!isTaken(cause, "users.email")) throw cause;
    throw new PurserError("conflict", "There is an account with this e-mail already.", { cause });
  }
}
