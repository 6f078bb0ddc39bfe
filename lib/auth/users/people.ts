import { and, count, desc, eq, lt, ne, sql } from "drizzle-orm";
import { db } from "../../db/client";
import { groupMembers, groups, users } from "../../db/schema";
import { page } from "../../http/page";

type Asked = { limit: number; cursor?: string | undefined };

// Written out: drizzle leaves the table's name away where a query has but one.
const conversationCount = sql<number>`(
  select count(*) from conversations as own where own.user_id = users.id
)`;

/** People with an account as the admin page lists them, newest first. */
export async function listPeople({ input: { limit, cursor } }: { input: Asked }) {
  const rows = await db()
    .select({ user: users, conversations: conversationCount })
    .from(users)
    .where(and(ne(users.role, "guest"), cursor ? lt(users.id, cursor) : undefined))
    .orderBy(desc(users.id))
    .limit(limit + 1);
  const memberships = await db()
    .select({ userId: groupMembers.userId, name: groups.name })
    .from(groupMembers)
    .innerJoin(groups, eq(groups.id, groupMembers.groupId))
    .orderBy(groups.name);
  const groupsOf = (userId: string) => memberships.filter((one) => one.userId === userId);
  const people = rows.map(({ user, conversations: own }) => ({
    ...user,
    conversations: own,
    groups: groupsOf(user.id).map(({ name }) => name),
  }));
  return page(people, limit);
}

/** Everybody who can be in a group, by name. */
export async function listNames(): Promise<{ id: string; name: string }[]> {
  return db()
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(ne(users.role, "guest"))
    .orderBy(users.name);
}

/** How many guests there are now. */
export async function countGuests(): Promise<number> {
  const [row] = await db().select({ guests: count() }).from(users).where(eq(users.role, "guest"));
  return row?.guests ?? 0;
}
