import { and, desc, eq, lt } from "drizzle-orm";
import { db } from "../../db/client";
import { users } from "../../db/schema";
import { page } from "../../http/page";
import type { Role } from "../viewer";
import { userJson } from "./user";

type Asked = { limit: number; cursor?: string | undefined; role?: Role | undefined };

/** All users, newest first, for an admin. */
export async function listUsers({ input: { limit, cursor, role } }: { input: Asked }) {
  const rows = await db()
    .select()
    .from(users)
    .where(and(cursor ? lt(users.id, cursor) : undefined, role ? eq(users.role, role) : undefined))
    .orderBy(desc(users.id))
    .limit(limit + 1);
  return page(rows.map(userJson), limit);
}
