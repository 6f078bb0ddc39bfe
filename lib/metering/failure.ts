import { AISDKError, APICallError } from "@ai-sdk/provider";
import { PurserError } from "../errors";
import { type ErrorWords, ProviderError, type ProviderFailure } from "../models/provider-error";
import type { Closed } from "./call";
import type { Cause } from "./words";

/** What became of a request that failed, as far as the rules of money need to know. */
export type Failure = {
  failure: ProviderFailure;
  /** For the log; holds no secrets: of what is not ours, only what kind of error it was. */
  message: string;
  /** What a model of ours says of it, for a person; without its last full stop. */
  said?: string;
  status?: number;
  retryAfterSeconds?: number;
  /** The provider's own words for programs. */
  words?: ErrorWords;
};

/** Codes of Node and of its HTTP client with which nothing was written to the wire. */
const unsentCodes = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "EPROTO",
]);

/** What an error that a model threw or emitted means. Unknown ones may have been sent. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ProviderError) {
    const { failure, message, status, retryAfterSeconds, words } = error;
    const said = message.replace(/\.$/, "") || undefined;
    return { failure, message, said, status, retryAfterSeconds, words };
  }
  const message =
    error instanceof Error ? `${error.name} ${codeOf(error) ?? ""}`.trim() : "unknown";
  if (APICallError.isInstance(error) && (error.statusCode ?? 0) >= 400) {
    const after = Number(error.responseHeaders?.["retry-after"]);
    const retryAfterSeconds = Number.isFinite(after) ? after : undefined;
    return { failure: "status", message, status: error.statusCode, retryAfterSeconds };
  }
  const refusedByUs = AISDKError.isInstance(error) && !APICallError.isInstance(error);
  return { failure: refusedByUs || isUnsent(error) ? "unsent" : "broken", message };
}

function isUnsent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  return (code !== undefined && unsentCodes.has(code)) || isUnsent(error.cause);
}

function codeOf(error: Error & { code?: unknown }): string | undefined {
  return typeof error.code === "string" ? error.code : undefined;
}

const retriesMax = 2;
const retryDelaysMs = [250, 1000];
const retryAfterMaxMs = 5000;

/** How long to wait before the same request is sent again (ms), or null when it is not. */
export function retryDelayMs(failure: Failure, retries: number): number | null {
  const { status = 0, retryAfterSeconds } = failure;
  const mayPass = status === 429 || status >= 500;
  if (failure.failure !== "status" || !mayPass || retries >= retriesMax) return null;
  const asked = retryAfterSeconds === undefined ? null : Math.max(0, retryAfterSeconds * 1000);
  if (asked !== null && asked > retryAfterMaxMs) return null;
  return asked ?? retryDelaysMs[retries] ?? null;
}

/** A failed request as why its call did not end well. */
export function causeOf({ failure, status, said }: Failure): Cause {
  if (failure === "unsent") return { kind: "unsent" };
  return failure === "status" ? { kind: "status", status } : { kind: "broken", said };
}

/** A broken call as the error that readers get. */
export function errorOf(closed: Closed | null, cause: Failure | null = null): PurserError {
  if (closed?.error) return new PurserError("upstream_failed", closed.error.message, { cause });
  return new PurserError("unavailable", "The answer could not be saved. Its cost is settled soon.");
}
