import { and, eq, isNotNull, isNull, ne } from "drizzle-orm";
import { config } from "../../config";
import { db } from "../../db/client";
import { users } from "../../db/schema";
import { addressOf } from "../../http/address";
import { countOne } from "../limits";
import { oauthProviders } from "../next-auth/providers";
import { hashPassword } from "../password";
import type { Viewer } from "../viewer";
import { acceptInvite } from "./invite";
import { makeAccount, signUpClosed } from "./new-account";

/** `first`: nobody is admin yet, so the next account is. */
export type SignUpState = "first" | "open" | "invite" | "closed";

/** Who may make an account now; decided again inside the write that makes it. */
export async function signUpState(): Promise<SignUpState> {
  const admin = await db().query.users.findFirst({
    columns: { id: true },
    where: eq(users.role, "admin"),
  });
  return admin ? config().signUp : "first";
}

/** Whether anybody here can come in: people made over the API can, before there is an admin. */
export async function anybodyCanSignIn(): Promise<boolean> {
  const hasWay = oauthProviders().length > 0 ? undefined : isNotNull(users.passwordHash);
  const user = await db().query.users.findFirst({
    columns: { id: true },
    where: and(ne(users.role, "guest"), isNull(users.disabledAt), hasWay),
  });
  return user !== undefined;
}

type Asked = { name: string; email: string; password: string; invite?: string | undefined };

/** Makes an account and returns its id; a guest who does becomes it and keeps what is theirs. */
export async function signUp(asked: { viewer: Viewer | null; input: Asked; headers: Headers }) {
  const { viewer, headers } = asked;
  const { name, email, password, invite } = asked.input;
  await countOne("signUps", addressOf(headers));
  const state = await signUpState();
  if (state === "closed" || (state === "invite" && !invite)) throw signUpClosed();
  const passwordHash = await hashPassword(password);
  if (invite) return acceptInvite({ token: invite, email, name, passwordHash });
  const guestId = viewer?.kind === "person" && viewer.role === "guest" ? viewer.userId : null;
  return makeAccount({ name, email, passwordHash, guestId });
}
