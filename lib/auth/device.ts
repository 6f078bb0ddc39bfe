import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { authSecret } from "../secrets";
import { cookieName, readCookies } from "./cookies";

/** How long a browser is known as one where somebody has signed in. */
export const deviceSeconds = 400 * 24 * 60 * 60;

/** The value of the cookie that says: somebody has signed in as `userId` in this browser. */
export function deviceCookie(userId: string): string {
  const device = randomBytes(12).toString("base64url");
  return `${device}.${userId}.${sign(device, userId)}`;
}

/** The browser's own name when `userId` has signed in there before, else null. */
export function knownDevice(cookieHeader: string | null, userId: string): string | null {
  const value = readCookies(cookieHeader).get(cookieName("device")) ?? "";
  const [device = "", owner, signature = ""] = value.split(".");
  if (owner !== userId) return null;
  const expected = Buffer.from(sign(device, userId));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected) ? device : null;
}

function sign(device: string, userId: string): string {
  return createHmac("sha256", authSecret())
    .update(`purser device ${device} ${userId}`)
    .digest("base64url");
}
