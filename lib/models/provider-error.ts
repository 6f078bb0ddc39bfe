import { markedAs } from "../one";

/**
 * How a call to a provider failed, as far as the rules of money need to know.
 *
 * - `unsent`: the request surely was not written to the wire (DNS, refused, TLS).
 * - `status`: the provider answered with an error status before any output, or a stream's first
 *   event was an error.
 * - `broken`: the request was written, and then the connection or the stream failed.
 */
export type ProviderFailure = "unsent" | "status" | "broken";

export type ErrorWords = { type?: string; code?: string; param?: string };

const kind = markedAs("ProviderError");

/** What our `LanguageModelV3`s throw or emit as an `error` part. Messages hold no secrets. */
export class ProviderError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return kind.has(value);
  }

  readonly failure: ProviderFailure;
  /** HTTP status, or the status an error event named. */
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** The provider's own `type` and `code`, where they are plain words. */
  readonly words: ErrorWords | undefined;
  /** What came of a reply that was to come whole, for the count of what is charged. */
  part: string | null = null;

  constructor(
    failure: ProviderFailure,
    message: string,
    options: {
      status?: number;
      retryAfterSeconds?: number;
      words?: ErrorWords;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    kind.mark(this);
    this.name = "ProviderError";
    this.failure = failure;
    this.status = options.status;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.words = options.words;
  }
}
