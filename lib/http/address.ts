/**
 * The address a request came from, for limits per address; never for permissions.
 * server.mjs names the peer of the connection in `x-purser-peer`, whatever the client sent under
 * that name. A peer on this machine or network is taken for a reverse proxy: then it is the last
 * address of `X-Forwarded-For`, the one that proxy wrote.
 */
export function addressOf(headers: Headers): string {
  const peer = headers.get("x-purser-peer") ?? "";
  const forwarded = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim();
  return (isNear(peer) && forwarded) || peer || "unknown";
}

const near =
  /^(::ffff:)?(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)|^::1$|^f[cd][0-9a-f]{2}:|^fe80:|^$/i;

function isNear(peer: string): boolean {
  return near.test(peer);
}
