import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { type Chosen, guestsSubject } from "../allowances/choose";
import { db } from "../db/client";
import { keys, users } from "../db/schema";

/** Whose matter an allowance is: one person's, or (null) the admins'. */
export async function audienceOf({ allowance, subject }: Chosen): Promise<string | null> {
  const { level, subjectId } = allowance;
  if (level === "each-user") return subject === guestsSubject ? null : subject;
  if (level === "user") return subjectId;
  if (level !== "key" || subjectId === null) return null;
  const [key] = await db().select({ userId: keys.userId }).from(keys).where(eq(keys.id, subjectId));
  return key?.userId ?? null;
}

/** The e-mail addresses of a person, or of all admins; of nobody who is disabled. */
export async function addressesOf(userId: string | null): Promise<string[]> {
  const who = userId === null ? eq(users.role, "admin") : eq(users.id, userId);
  const rows = await db()
    .select({ email: users.email })
    .from(users)
    .where(and(who, isNull(users.disabledAt), isNotNull(users.email)));
  return rows.flatMap(({ email }) => email ?? []);
}
