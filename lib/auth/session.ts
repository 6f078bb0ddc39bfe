import { eq, sql } from "drizzle-orm";
import { decode, encode } from "next-auth/jwt";
import { db } from "../db/client";
import { prepared } from "../db/prepared";
import { sessions, users } from "../db/schema";
import { statement, write } from "../db/write";
import { newId } from "../ids";
import { authSecret } from "../secrets";
import { accessChanged } from "./access-changes";
import { cookieName, readCookies } from "./cookies";
import { personColumns, toPerson } from "./person";
import type { Person } from "./viewer";

/** A session ends this long after sign-in, whatever is done with it. */
export const sessionSeconds = 30 * 24 * 60 * 60;

/** What the session cookie says: next-auth's JWT, encrypted, with the id of a row of `sessions`. */
export type SessionToken = { sub: string; sid: string };

/** Opens a session for a user and returns its id. */
export async function openSession(userId: string, now = Date.now()): Promise<string> {
  const id = newId();
  const epoch = sql<number>`(select session_epoch from users where id = ${userId})`;
  const expiresAt = now + sessionSeconds * 1000;
  await write([
    statement(db().insert(sessions).values({ id, userId, epoch, expiresAt, createdAt: now })),
  ]);
  return id;
}

/** Ends a session: its cookie is worth nothing from now on. */
export async function endSession(id: string): Promise<void> {
  await write([statement(db().delete(sessions).where(eq(sessions.id, id)))]);
  accessChanged({ sessionId: id });
}

/** The value of the session cookie for a session. */
export function sessionCookie(userId: string, sessionId: string): Promise<string> {
  const token: SessionToken = { sub: userId, sid: sessionId };
  return encode({ token, secret: authSecret(), maxAge: sessionSeconds });
}

const sessionById = prepared((database) =>
  database
    .select({ ...personColumns, sessionEpoch: sessions.epoch, expiresAt: sessions.expiresAt })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(sessions.id, sql.placeholder("id")))
    .prepare(),
);

/** Who a living session is of; null when it ended, ran out, or its user changed since. */
export async function personOfSession(id: string, now = Date.now()): Promise<Person | null> {
  const row = await sessionById().get({ id });
  if (!row || row.expiresAt <= now || row.sessionEpoch !== row.epoch) return null;
  return toPerson(row, null);
}

/** The id in a request's session cookie, which may have ended; null when it is none of ours. */
export async function sessionIdOf(cookieHeader: string | null): Promise<string | null> {
  const token = readCookies(cookieHeader).get(cookieName("session"));
  if (!token || !/^[\w.-]{1,4000}$/.test(token)) return null;
  const payload = await decodeSession(token);
  return typeof payload?.sid === "string" ? payload.sid : null;
}

async function decodeSession(token: string) {
  try {
    return await decode({ token, secret: authSecret() });
  } catch {
    // Not made with our secret, changed, or run out: the same as no cookie.
    return null;
  }
}
