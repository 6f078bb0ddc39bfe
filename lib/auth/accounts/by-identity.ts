import { and, eq, isNull, sql } from "drizzle-orm";
import { config } from "../../config";
import { db } from "../../db/client";
import { identities, keys, users } from "../../db/schema";
import { type Statement, statement, write } from "../../db/write";
import { PurserError } from "../../errors";
import { canonicalEmail } from "../email";
import { makeAccount } from "./new-account";

export type ProviderAccount = {
  provider: string;
  /** The account's id at the provider. */
  subject: string;
  name: string;
  /** Null unless the provider says that it is verified. */
  verifiedEmail: string | null;
};

/**
 * The user an account at a provider signs in as. The first time it is linked to the account with
 * its verified e-mail, else it signs up, where that is allowed.
 */
export async function userOfIdentity(
  account: ProviderAccount,
  guestId: string | null,
): Promise<string> {
  const linked = await linkedUser(account);
  if (linked) return enabled(linked);
  const email = account.verifiedEmail === null ? null : canonicalEmail(account.verifiedEmail);
  if (!email) {
    throw new PurserError("forbidden", "Your e-mail is not verified there, so it counts for none.");
  }
  const known = await db().query.users.findFirst({
    columns: { id: true, disabledAt: true },
    where: eq(users.email, email),
  });
  if (known) {
    await write([
      linkTo(account, enabled(known)),
      ...(config().signUp === "open" ? takeBack(known.id) : []),
    ]);
    return known.id;
  }
  const name = account.name.trim().slice(0, 100) || email.replace(/@.*/, "");
  const userId = await makeAccount({ name, email, passwordHash: null, guestId });
  await write([linkTo(account, userId)]);
  return userId;
}

async function linkedUser({ provider, subject }: ProviderAccount) {
  const [user] = await db()
    .select({ id: users.id, disabledAt: users.disabledAt })
    .from(identities)
    .innerJoin(users, eq(users.id, identities.userId))
    .where(and(eq(identities.provider, provider), eq(identities.subject, subject)));
  return user;
}

function enabled(user: { id: string; disabledAt: number | null }): string {
  if (user.disabledAt === null) return user.id;
  throw new PurserError("forbidden", "This account is disabled. An admin can enable it again.");
}

function linkTo({ provider, subject }: ProviderAccount, userId: string): Statement {
  const row = { provider, subject, userId, createdAt: Date.now() };
  return statement(db().insert(identities).values(row).onConflictDoNothing());
}

/**
 * Where anybody may sign up with any address, somebody else may have taken this one first: what
 * they could still come in with ends when the address proves to be its owner's.
 */
function takeBack(userId: string): Statement[] {
  const raised = { passwordHash: null, sessionEpoch: sql`${users.sessionEpoch} + 1` };
  const living = and(eq(keys.userId, userId), isNull(keys.revokedAt));
  return [
    statement(db().update(users).set(raised).where(eq(users.id, userId))),
    statement(db().update(keys).set({ revokedAt: Date.now() }).where(living)),
  ];
}
