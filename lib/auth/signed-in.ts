import { noFlash } from "../http/flash";
import { setCookie } from "./cookies";
import { deviceCookie, deviceSeconds } from "./device";
import { endSession, openSession, sessionCookie, sessionIdOf, sessionSeconds } from "./session";

/** Signs a user in: opens a session and returns the `Set-Cookie` values that carry it. */
export async function signInAs(userId: string, cookieHeader: string | null): Promise<string[]> {
  const cookie = await sessionCookie(userId, await openSession(userId));
  return [
    setCookie("session", cookie, sessionSeconds),
    ...(await afterSignIn(userId, cookieHeader)),
  ];
}

/**
 * What every sign-in does besides: the session that this browser had ends, and the browser is
 * known from now on as one of this user's (see `countOne("device")`).
 */
export async function afterSignIn(userId: string, cookieHeader: string | null): Promise<string[]> {
  const before = await sessionIdOf(cookieHeader);
  if (before) await endSession(before);
  return [setCookie("device", deviceCookie(userId), deviceSeconds), noFlash];
}
