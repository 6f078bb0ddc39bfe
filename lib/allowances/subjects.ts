import { asc, ne } from "drizzle-orm";
import { db } from "../db/client";
import { groups, users } from "../db/schema";

/** Whom an allowance can be for. */
export type Subjects = { people: Subject[]; groups: Subject[] };
type Subject = { id: string; name: string };

/** All members and admins, and all groups, by name; for admins. */
export async function listSubjects(): Promise<Subjects> {
  const [people, all] = await Promise.all([
    db()
      .select({ id: users.id, name: users.name })
      .from(users)
      .where(ne(users.role, "guest"))
      .orderBy(asc(users.name), asc(users.id)),
    db().select({ id: groups.id, name: groups.name }).from(groups).orderBy(asc(groups.name)),
  ]);
  return { people, groups: all };
}
