/**
 * Where a sign-in may lead to: a path of this site, taken from a path or from a whole address of
 * `origin`; everything else, and what is no page, is the first page.
 */
export function safePath(wanted: unknown, origin: string): string {
  if (typeof wanted !== "string" || !isPlain(wanted)) return "/";
  if (!wanted.startsWith("/") && !wanted.startsWith(`${origin}/`)) return "/";
  if (!URL.canParse(wanted, origin)) return "/";
  const url = new URL(wanted, origin);
  const path = `${url.pathname}${url.search}${url.hash}`;
  if (url.origin !== origin || path.startsWith("//")) return "/";
  return /^\/(api|v1|sign-in)(\/|$|\?)/.test(path) ? "/" : path;
}

/** Without what browsers read otherwise than servers: backslashes, spaces, control characters. */
function isPlain(text: string): boolean {
  return text.length <= 2000 && /^[\x21-\x7e]+$/.test(text) && !text.includes("\\");
}
