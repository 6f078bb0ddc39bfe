import { PurserError, statusOf } from "../errors";

/**
 * The RFC 9457 reply for whatever a handler threw; what is not ours is logged, not shown. `as` is
 * the status, where a protocol has another than ours.
 */
export function problem(error: unknown, as?: number): Response {
  const known = error instanceof PurserError ? error : unexpected(error);
  const headers: Record<string, string> = {
    "content-type": "application/problem+json",
    "cache-control": "private, no-store",
  };
  if (known.retryAfterSeconds !== undefined) {
    headers["retry-after"] = String(Math.ceil(known.retryAfterSeconds));
  }
  const { title, message, code, extra } = known;
  const status = isUnexpected(known) ? 500 : (as ?? statusOf[code]);
  return new Response(JSON.stringify({ status, title, detail: message, code, ...extra }), {
    status,
    headers,
  });
}

const unexpectedMark = new WeakSet<PurserError>();

function unexpected(error: unknown): PurserError {
  console.error(error);
  const known = new PurserError("unavailable", "Something failed on this server. It was logged.", {
    cause: error,
  });
  unexpectedMark.add(known);
  return known;
}

function isUnexpected(error: PurserError): boolean {
  return unexpectedMark.has(error);
}
