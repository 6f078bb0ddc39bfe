import { eq } from "drizzle-orm";
import { db } from "../../db/client";
import { users } from "../../db/schema";
import { notFound } from "../../errors";

export type User = typeof users.$inferSelect;

/** A user as admins see one; never the hash. */
export function userJson(user: User) {
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    role: user.role,
    disabled: user.disabledAt !== null,
    has_password: user.passwordHash !== null,
    created_at: user.createdAt,
  };
}

/** The user, or 404; asked by routes that only admins may call. */
export async function findUser(id: string): Promise<User> {
  const user = await db().query.users.findFirst({ where: eq(users.id, id) });
  if (!user) throw notFound("user");
  return user;
}
