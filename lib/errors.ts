import { markedAs } from "./one";

/** The closed set of codes of `application/problem+json` replies, each with its status. */
export const statusOf = {
  unauthenticated: 401,
  allowance_exhausted: 402,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  invalid: 422,
  rate_limited: 429,
  upstream_failed: 502,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof statusOf;

const titleOf: Record<ErrorCode, string> = {
  unauthenticated: "Not signed in",
  allowance_exhausted: "Allowance used up",
  forbidden: "Not allowed",
  not_found: "Not found",
  conflict: "Conflict",
  too_large: "Too large",
  invalid: "Not valid",
  rate_limited: "Too many requests",
  upstream_failed: "The provider failed",
  unavailable: "Not available",
};

export type FieldError = { path: string; message: string };

/** Members of the problem document beside status, title, detail and code (RFC 9457, 3.2). */
export type ProblemExtra = { errors?: FieldError[]; [member: string]: unknown };

const kind = markedAs("PurserError");

/** The one error our verbs throw; handlers turn it into a problem document. */
export class PurserError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return kind.has(value);
  }

  readonly code: ErrorCode;
  readonly extra: ProblemExtra;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    detail: string,
    options: { extra?: ProblemExtra; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(detail, { cause: options.cause });
    kind.mark(this);
    this.name = "PurserError";
    this.code = code;
    this.extra = options.extra ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return statusOf[this.code];
  }

  get title(): string {
    return titleOf[this.code];
  }
}

/** Missing and somebody else's are the same answer, so that ownership does not leak. */
export function notFound(what: string): PurserError {
  return new PurserError("not_found", `There is no such ${what} of yours.`);
}

export function invalid(path: string, message: string): PurserError {
  return new PurserError("invalid", message, { extra: { errors: [{ path, message }] } });
}
