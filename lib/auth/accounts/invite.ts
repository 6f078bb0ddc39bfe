import { createHmac, timingSafeEqual } from "node:crypto";
import { and, eq, isNull, sql } from "drizzle-orm";
import { db } from "../../db/client";
import { users } from "../../db/schema";
import { statement } from "../../db/write";
import { invalid } from "../../errors";
import { authSecret } from "../../secrets";
import { wrote } from "./new-account";

/** How long a link that invites works. */
const days = 7;

type Invited = { id: string; email: string; epoch: number };

/**
 * What an invitation link carries. It is not kept anywhere: it is signed over the account as it
 * is, so it is spent by the first password, and dead after any other change of the account.
 */
export function inviteToken(invited: Invited, now = Date.now()): string {
  const until = now + days * 24 * 3_600_000;
  return `${invited.id}.${until}.${sign(invited, until)}`;
}

/** The account a living invitation is for; null when it is spent, too old or made up. */
export async function invitedBy(
  token: string,
  now = Date.now(),
): Promise<(Invited & { name: string }) | null> {
  const [id = "", until = "", signature = ""] = token.split(".");
  if (!(Number(until) > now)) return null;
  const user = await db().query.users.findFirst({
    columns: { id: true, email: true, name: true, sessionEpoch: true },
    where: and(eq(users.id, id), isNull(users.passwordHash), isNull(users.disabledAt)),
  });
  if (!user?.email) return null;
  const invited = { id, email: user.email, name: user.name, epoch: user.sessionEpoch };
  const expected = Buffer.from(sign(invited, Number(until)));
  const given = Buffer.from(signature);
  const right = given.length === expected.length && timingSafeEqual(given, expected);
  return right ? invited : null;
}

type Accepted = { token: string; email: string; name: string; passwordHash: string };

/** Gives an invited account its password and returns its id. */
export async function acceptInvite({ token, email, name, passwordHash }: Accepted) {
  const invited = await invitedBy(token);
  if (!invited) throw invalid("invite", "This invitation is spent or too old. Ask for another.");
  if (invited.email !== email) throw invalid("email", "The invitation is for another address.");
  const unchanged = and(eq(users.id, invited.id), eq(users.sessionEpoch, invited.epoch));
  const accepted = await wrote(
    statement(
      db()
        .update(users)
        .set({ name, passwordHash, sessionEpoch: sql`${users.sessionEpoch} + 1` })
        .where(and(unchanged, isNull(users.passwordHash), isNull(users.disabledAt))),
    ),
  );
  if (!accepted) throw invalid("invite", "This invitation is spent. Sign in.");
  return invited.id;
}

function sign({ id, email, epoch }: Invited, until: number): string {
  return createHmac("sha256", authSecret())
    .update(`purser invitation ${id} ${email} ${epoch} ${until}`)
    .digest("base64url");
}
