/**
 * What the door says to an address before anything parses it: `status` 400 for what is no path
 * of this site (`GET http://elsewhere/`), 308 to the clean spelling for `//elsewhere/`, `/\` and
 * the like, which one program reads as a path and the next as another host; null to come in.
 *
 * @param {string | undefined} url
 * @returns {{ status: 400 } | { status: 308, location: string } | null}
 */
export function atTheDoor(url) {
  if (!url?.startsWith("/")) return { status: 400 };
  const [path = "", ...query] = url.split("?");
  if (!/\/\/|\\/.test(path)) return null;
  const location = [path.replace(/[\\/]+/g, "/"), ...query].join("?");
  return { status: 308, location };
}

/**
 * An address that the door let in, as Next.js can read it: where a `%` of the path is no encoding,
 * which Next.js fails at, each stands for itself, and the address names nothing.
 *
 * @param {string} url
 * @returns {string}
 */
export function readable(url) {
  const [path = "", ...query] = url.split("?");
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return [path.replaceAll("%", "%25"), ...query].join("?");
  }
}
