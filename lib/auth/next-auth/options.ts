import type { AuthOptions, CookiesOptions, LoggerInstance } from "next-auth";
import { PurserError } from "../../errors";
import { authSecret } from "../../secrets";
import { userOfIdentity } from "../accounts/by-identity";
import { makeGuest } from "../accounts/guest";
import { checkPassword } from "../check-password";
import { cookieName, isSecure } from "../cookies";
import { endSession, openSession, personOfSession, sessionSeconds } from "../session";
import { oauthProviders } from "./providers";
import { safePath } from "./safe-path";

/** What one request to next-auth brings along, and what came of it. */
export type SignIn = {
  headers: Headers;
  /** The guest whose browser it is; an account that is made now is theirs. */
  guestId: string | null;
  /** Who was signed in. */
  openedFor?: string;
  /** Set when our own rules said no; next-auth itself keeps only a text. */
  refused?: PurserError;
};

/** next-auth for one request: its sessions are JWTs that name a row of `sessions`. */
export function authOptions(signIn: SignIn): AuthOptions {
  return {
    secret: authSecret(),
    useSecureCookies: isSecure(),
    cookies: sessionCookieOptions(),
    session: { strategy: "jwt", maxAge: sessionSeconds },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    logger,
    providers: [
      {
        id: "credentials",
        name: "E-mail and password",
        type: "credentials",
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: (given) =>
          allowed(signIn, async () => {
            const { email = "", password = "" } = given ?? {};
            return checkPassword({ email, password, headers: signIn.headers });
          }),
      },
      {
        id: "guest",
        name: "Guest",
        type: "credentials",
        credentials: {},
        authorize: () =>
          allowed(signIn, async () => signIn.guestId ?? (await makeGuest(signIn.headers))),
      },
      ...oauthProviders(),
    ],
    callbacks: callbacks(signIn),
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid === "string") await endSession(token.sid);
      },
    },
  };
}

function callbacks(signIn: SignIn): AuthOptions["callbacks"] {
  return {
    async signIn({ user, account }) {
      if (account?.type !== "oauth") return true;
      const linked = await allowed(signIn, () =>
        userOfIdentity(
          {
            provider: account.provider,
            subject: account.providerAccountId,
            name: user.name ?? "",
            verifiedEmail: user.email ?? null,
          },
          signIn.guestId,
        ),
      );
      // next-auth hands this very object on to `jwt`: from here on it is our user.
      if (linked) user.id = linked.id;
      return linked !== null;
    },
    async jwt({ token, user, account }) {
      if (account) {
        signIn.openedFor = user.id;
        return { sub: user.id, sid: await openSession(user.id) };
      }
      if (typeof token.sid === "string" && (await personOfSession(token.sid))) return token;
      throw new Error("This session has ended.");
    },
    async session({ session, token }) {
      const person = await personOfSession(String(token.sid));
      if (!person) throw new Error("This session has ended.");
      const { userId: id, name, email, role } = person;
      return { ...session, user: { id, name, email, role } };
    },
    redirect: async ({ url, baseUrl }) => safePath(url, baseUrl),
  };
}

/** The user that `find` finds; null when our rules refuse, which is noted to be told in words. */
async function allowed(
  signIn: SignIn,
  find: () => Promise<string>,
): Promise<{ id: string } | null> {
  try {
    return { id: await find() };
  } catch (error) {
    if (!(error instanceof PurserError)) throw error;
    signIn.refused = error;
    return null;
  }
}

function sessionCookieOptions(): Partial<CookiesOptions> {
  const options = { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure() };
  return { sessionToken: { name: cookieName("session"), options } };
}

/**
 * Only what an admin can mend: an ended session or a wrong password is no fault of the server.
 * Of the details the sentence alone, because the rest may hold what a provider told of a person.
 */
const logger: LoggerInstance = {
  error(code, metadata) {
    if (code === "JWT_SESSION_ERROR") return;
    const error = metadata instanceof Error ? metadata : metadata.error;
    console.error(`Sign-in: ${code}: ${error?.message ?? "no details"}`);
  },
  warn: () => undefined,
  debug: () => undefined,
};
