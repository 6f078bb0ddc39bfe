import { randomBytes } from "node:crypto";

/**
 * What every reply carries, pages, files and errors alike. Set here, before Next.js sees the
 * request, because there is no address that goes around this place.
 *
 * @param {{ https: boolean, dev: boolean }} site `https`: the public address is https
 */
export function securityHeaders({ https, dev }) {
  const always = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    // Not `no-referrer`: browsers would send `Origin: null` with our own forms.
    "referrer-policy": "same-origin",
    "permissions-policy":
      "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
    // Else looking up the host of a link in an answer would tell others that it was read.
    "x-dns-prefetch-control": "off",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    ...(https ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
  return {
    /** Of replies that are no pages and run nothing: those of `/v1`. */
    plain: {
      ...always,
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "cache-control": "private, no-store",
    },
    /**
     * Gives the reply its headers and the request its nonce. Next.js takes the nonce for its own
     * scripts from the request's policy, so one that came from outside must not get through.
     *
     * @param {import("node:http").IncomingMessage} request
     * @param {import("node:http").ServerResponse} response
     */
    apply(request, response) {
      const nonce = randomBytes(16).toString("base64url");
      const policy = contentSecurityPolicy(nonce, dev);
      delete request.headers["content-security-policy-report-only"];
      request.headers["content-security-policy"] = policy;
      request.headers["x-nonce"] = nonce;
      response.setHeader("content-security-policy", policy);
      for (const [name, value] of Object.entries(always)) response.setHeader(name, value);
      if (isShare(request.url)) response.setHeader("x-robots-tag", "noindex, nofollow");
    },
  };
}

/** @param {string | undefined} url */
function isShare(url) {
  return /^\/(api\/shares|s)(\/|$)/.test(url ?? "");
}

/**
 * @param {string} nonce
 * @param {boolean} dev
 */
export function contentSecurityPolicy(nonce, dev) {
  return [
    "default-src 'self'",
    // React's development build evaluates code to show where an error came from.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' 'nonce-${nonce}'`,
    // Attributes alone: server-rendered widths of bars and KaTeX need them. They run nothing,
    // and what they could load is bounded by img-src and font-src.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
