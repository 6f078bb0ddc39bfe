import { or, sql } from "drizzle-orm";
import { PurserError } from "../../errors";

/**
 * The guard of a write that takes an admin away: true unless the row is the last one that works.
 * It stands inside the write, so that two admins cannot take each other away at once.
 */
export const leavesAnAdmin = or(
  sql`users.role <> 'admin'`,
  sql`users.disabled_at is not null`,
  sql`exists (select 1 from users as other
    where other.role = 'admin' and other.disabled_at is null and other.id <> users.id)`,
);

export function lastAdmin(): PurserError {
  return new PurserError("conflict", "This is the last admin. Make another one first.");
}
