import { eq, isNull, sql } from "drizzle-orm";
import { cached } from "../db/cached";
import { db } from "../db/client";
import { prepared } from "../db/prepared";
import { allowances, groupMembers, users } from "../db/schema";
import { notFound } from "../errors";
import { one } from "../one";
import { type Soon, soon } from "../soon";
import type { Allowance, Payer } from "./choose";

const cache = () => one("allowances", () => ({ version: 0, rows: null as Allowance[] | null }));

/** To be called after every commit that made, changed or deleted an allowance. */
export function allowancesChanged(): void {
  const live = cache();
  live.version += 1;
  live.rows = null;
}

/** All allowances that are not deleted, oldest first. */
export function liveAllowances(): Soon<Allowance[]> {
  return cache().rows ?? readLive();
}

async function readLive(): Promise<Allowance[]> {
  const live = cache();
  const { version } = live;
  const rows = await db()
    .select()
    .from(allowances)
    .where(isNull(allowances.deletedAt))
    .orderBy(allowances.id);
  // Only the process that owns a database file knows of every change; a server has several.
  const exact = db().$client.protocol === "file" && version === live.version;
  if (exact) live.rows = rows;
  return rows;
}

const groupIds = sql<string>`(
  select json_group_array(${groupMembers.groupId}) from ${groupMembers}
  where ${groupMembers.userId} = ${users.id}
)`;

const payerQuery = prepared((database) =>
  database
    .select({ role: users.role, groupIds })
    .from(users)
    .where(eq(users.id, sql.placeholder("userId")))
    .prepare(),
);

const known = cached<Payer>("payers", ["users", "groups", "group_members"]);

/** A user as allowances see them: their role and groups now. */
export function payerOf(userId: string): Soon<Payer> {
  const payer = known(userId, async () => {
    const row = await payerQuery().get({ userId });
    if (!row) return null;
    return { userId, role: row.role, groupIds: JSON.parse(row.groupIds) as string[] };
  });
  return soon(payer, (found) => {
    if (!found) throw notFound("user");
    return found;
  });
}
