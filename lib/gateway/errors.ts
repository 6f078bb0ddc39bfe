import { type ErrorCode, type FieldError, PurserError, statusOf } from "../errors";
import type { Failure } from "../metering/failure";
import type { Outlet } from "./request";

/** An error of OpenAI's API. */
export type OpenAiError = {
  message: string;
  type: string;
  param: string | null;
  code: string | null;
  [more: string]: unknown;
};

type Reply = { status: number; headers: Record<string, string>; error: OpenAiError };

const types: Record<ErrorCode, [type: string, code: string | null]> = {
  unauthenticated: ["invalid_request_error", "invalid_api_key"],
  allowance_exhausted: ["insufficient_quota", "insufficient_quota"],
  forbidden: ["invalid_request_error", "permission_denied"],
  not_found: ["invalid_request_error", "not_found"],
  conflict: ["invalid_request_error", "idempotency_conflict"],
  too_large: ["invalid_request_error", "request_too_large"],
  invalid: ["invalid_request_error", null],
  rate_limited: ["requests", "rate_limit_exceeded"],
  upstream_failed: ["upstream_error", "upstream_failed"],
  unavailable: ["server_error", "unavailable"],
};

/** What a provider failed with, for a client of its own dialect. */
export class UpstreamError extends Error {
  readonly failure: Failure | null;

  constructor(message: string, failure: Failure | null) {
    super(message);
    this.name = "UpstreamError";
    this.failure = failure;
  }
}

/** Any error as OpenAI would say it; what is not ours is logged, not shown. */
export function openAiReply(error: unknown): Reply {
  if (error instanceof UpstreamError) return upstreamReply(error);
  if (error instanceof PurserError) {
    const failure = error.code === "upstream_failed" ? (error.cause as Failure | null) : null;
    return failure?.status
      ? upstreamReply({ message: saidBy(failure, error), failure })
      : ours(error);
  }
  console.error(error);
  const message = "Something failed on this server. It was logged.";
  return {
    status: 500,
    headers: {},
    error: { message, type: "server_error", param: null, code: "internal_error" },
  };
}

function ours({ code, message, extra, retryAfterSeconds }: PurserError): Reply {
  const { errors, ...more } = extra;
  const param = pathOf(errors);
  const [type, usual] = types[code];
  const reply = (status: number, name: string | null): Reply => ({
    status,
    headers: {
      ...(retryAfterSeconds !== undefined && {
        "retry-after": String(Math.ceil(retryAfterSeconds)),
      }),
    },
    error: { message, type, param, code: name, ...more },
  });
  if (code === "invalid" && param === "model") return reply(404, "model_not_found");
  if (code === "invalid") return reply(400, usual);
  const known = reply(code === "allowance_exhausted" ? 429 : statusOf[code], usual);
  // Clients try a 429 again, and a used-up allowance does not come back by that.
  if (code === "allowance_exhausted" || code === "conflict") {
    known.headers["x-should-retry"] = "false";
  }
  return known;
}

function pathOf(errors: FieldError[] | undefined): string | null {
  return errors?.[0]?.path || null;
}

function saidBy({ said }: Failure, { message }: PurserError): string {
  return said ? `${said}.` : message;
}

/** Its own status passes through; where it has none, it is a 502. */
function upstreamReply({ message, failure }: Pick<UpstreamError, "message" | "failure">): Reply {
  const { status, words, retryAfterSeconds } = failure ?? {};
  const passes = status !== undefined && status >= 400 && status <= 599;
  return {
    status: passes ? status : 502,
    headers: {
      ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
    },
    error: {
      message,
      type: words?.type ?? "upstream_error",
      param: words?.param ?? null,
      code: words?.code ?? "upstream_failed",
    },
  };
}

/** Refuses a request in OpenAI's shape; a stream that has begun ends with the error, not whole. */
export function refuseOpenAi(outlet: Outlet, error: unknown): void {
  const { status, headers, error: said } = openAiReply(error);
  const json = JSON.stringify({ error: said });
  if (outlet.begun) {
    outlet.end(`data: ${json}\n\n`);
    return;
  }
  outlet.head(status, { ...headers, "content-type": "application/json" });
  outlet.end(json);
}
