import { and, asc, eq, isNull } from "drizzle-orm";
import { db } from "../../db/client";
import { users } from "../../db/schema";

/** What the first admin is called, for those who wonder whom to ask: one word. */
export async function nameOfHost(): Promise<string | null> {
  const [admin] = await db()
    .select({ name: users.name })
    .from(users)
    .where(and(eq(users.role, "admin"), isNull(users.disabledAt)))
    .orderBy(asc(users.id))
    .limit(1);
  return admin?.name.split(/\s/)[0] ?? null;
}
