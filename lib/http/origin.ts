import { PurserError } from "../errors";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses a changing request that a cookie vouches for and another site may have caused.
 * A browser says where a request comes from (Fetch Metadata, or Origin where that is older); a
 * request that says neither is refused too.
 */
export function refuseOtherSites(request: Request): void {
  if (safeMethods.has(request.method) || isSameOrigin(request.headers)) return;
  throw new PurserError("forbidden", "This request came from another site, so it was not done.");
}

/**
 * Refuses what a browser says another site sent, where no cookie vouches: signing somebody in is
 * an act too. What comes from no browser passes.
 */
export function refuseForeignForm(request: Request): void {
  const { headers } = request;
  if (headers.has("origin") || headers.has("sec-fetch-site")) refuseOtherSites(request);
}

export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  if (site && site !== "same-origin") return false;
  if (!origin) return site === "same-origin";
  try {
    return new URL(origin).host === headers.get("host");
  } catch {
    // `Origin: null` of a sandboxed frame is no address, and no site of ours.
    return false;
  }
}
