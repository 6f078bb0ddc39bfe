import { eq } from "drizzle-orm";
import { db } from "../db/client";
import { users } from "../db/schema";
import { makeUser } from "../db/testing";
import { notFound } from "../errors";
import { cookieName } from "./cookies";
import { personColumns, toPerson } from "./person";
import { openSession, sessionCookie } from "./session";
import type { Person, Role } from "./viewer";

/** The viewer a user is, as a session makes it; for tests. */
export async function personOf(userId: string): Promise<Person> {
  const [row] = await db().select(personColumns).from(users).where(eq(users.id, userId));
  const person = row && toPerson(row, null);
  if (!person) throw notFound("user");
  return person;
}

/** A person of their own for a test. */
export async function makePerson(role: Role = "member"): Promise<Person> {
  return personOf(await makeUser(role));
}

/** A `Cookie` header that signs a user in; for tests. */
export async function signedInCookie(userId: string): Promise<string> {
  return `${cookieName("session")}=${await sessionCookie(userId, await openSession(userId))}`;
}
