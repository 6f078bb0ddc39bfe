import { env } from "../env";

/** Secure cookies when people reach us over https, by the address the host gave. */
export function isSecure(): boolean {
  return env().PURSER_PUBLIC_URL?.startsWith("https:") ?? false;
}

/** `__Host-` keeps other hosts of the same site from setting a cookie of this name. */
export function cookieName(name: string): string {
  return isSecure() ? `__Host-purser.${name}` : `purser.${name}`;
}

/** All cookies of a `Cookie` header; of several with one name the first. */
export function readCookies(header: string | null): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at < 1) continue;
    const name = pair.slice(0, at).trim();
    if (!cookies.has(name)) cookies.set(name, pair.slice(at + 1).trim());
  }
  return cookies;
}

/** A `Set-Cookie` value: for this site only, out of reach of scripts. */
export function setCookie(name: string, value: string, seconds: number): string {
  const secure = isSecure() ? "; Secure" : "";
  return `${cookieName(name)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
}
