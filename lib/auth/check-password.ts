import { eq } from "drizzle-orm";
import { db } from "../db/client";
import { users } from "../db/schema";
import { PurserError } from "../errors";
import { addressOf } from "../http/address";
import { knownDevice } from "./device";
import { canonicalEmail } from "./email";
import { countOne, forget } from "./limits";
import { verifyPassword } from "./password";

type Tried = { email: string; password: string; headers: Headers };

/**
 * The user whose e-mail and password these are. Every try costs the same time and is counted
 * before it is checked, per account and per address. Wrong, unknown and disabled are one answer.
 */
export async function checkPassword({ email, password, headers }: Tried): Promise<string> {
  const canonical = canonicalEmail(email);
  const user = canonical === null ? undefined : await userOf(canonical);
  const forgetTries = await countTry(user?.id, canonical ?? "", headers);
  const right = await verifyPassword(password, user?.passwordHash ?? null);
  if (!user || !right || user.disabledAt !== null) {
    throw new PurserError("unauthenticated", "E-mail and password do not belong together.");
  }
  await forgetTries();
  return user.id;
}

async function userOf(email: string) {
  return db().query.users.findFirst({
    columns: { id: true, passwordHash: true, disabledAt: true },
    where: eq(users.email, email),
  });
}

async function countTry(userId: string | undefined, account: string, headers: Headers) {
  const device = userId ? knownDevice(headers.get("cookie"), userId) : null;
  if (device !== null) {
    await countOne("device", device);
    return () => forget("device", device);
  }
  await countOne("address", addressOf(headers));
  await countOne("account", account);
  return () => forget("account", account);
}
