import { type ErrorWords, ProviderError, type ProviderFailure } from "../provider-error";
import { isObject } from "./chat-chunk";

const wordsMax = 300;

/** Whatever looks like a key is not passed on, whole or masked. */
const keyLike = /\b(?:sk|pk|rk|key|gsk|xai|Bearer)[-_ ][A-Za-z0-9*._-]{6,}/g;

/** A provider's words for a person: one line, bounded, no key in it, no page of HTML. */
export function providerWords(text: string, secret: string | null): string {
  const known = secret ? text.replaceAll(secret, "…") : text;
  const line = known.replace(keyLike, "…").replace(/\s+/g, " ").trim();
  if (line === "" || line.startsWith("<")) return "";
  return line.length > wordsMax ? `${line.slice(0, wordsMax)}…` : line;
}

/** The message in an error body: `{error: {message}}`, `{error: "..."}` or `{message}`. */
export function messageOf(error: unknown): string {
  if (typeof error === "string") return error;
  if (!isObject(error)) return "";
  if (typeof error.message === "string") return error.message;
  return "error" in error ? messageOf(error.error) : "";
}

/** An error object inside a stream or a 200 reply. */
export function errorOf(error: unknown, failure: ProviderFailure): ProviderError {
  const words = providerWords(messageOf(error), null);
  const status = statusNamed(error);
  const told = words ? `: ${words}` : " in place of an answer.";
  return new ProviderError(failure, `The provider sent an error${told}`, { status });
}

function statusNamed(error: unknown): number | undefined {
  if (!isObject(error)) return undefined;
  const named = [error.status, error.status_code, error.code].map(Number);
  return named.find((status) => Number.isInteger(status) && status >= 400 && status <= 599);
}

/** What an error status says; 401 and 403 are about our key, so nothing of theirs is shown. */
export function statusError(
  status: number,
  body: string,
  secret: string | null,
  retryAfter: string | undefined,
): ProviderError {
  const retryAfterSeconds = secondsOf(retryAfter);
  if (status === 401 || status === 403) {
    const message = `The provider refused our key (status ${status}). An admin has to look at it.`;
    return new ProviderError("status", message, { status, retryAfterSeconds });
  }
  const said = parsed(body);
  const words = providerWords(messageOf(said) || body, secret);
  const message = `The provider answered with status ${status}${words ? `: ${words}` : "."}`;
  const options = { status, retryAfterSeconds, words: plainWords(said) };
  return new ProviderError("status", message, options);
}

/** `type`, `code` and `param` of an error, which programs read; nothing that could be a secret. */
function plainWords(said: unknown): ErrorWords {
  const error = isObject(said) && isObject(said.error) ? said.error : {};
  const plain = (value: unknown) =>
    typeof value === "string" && /^[a-z][a-z_.]{1,63}$/.test(value) ? value : undefined;
  return { type: plain(error.type), code: plain(error.code), param: plain(error.param) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null; // Not JSON: the body itself is the words.
  }
}

/** `Retry-After` in seconds, from seconds or a date; at most a day. */
function secondsOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(0, Math.ceil(seconds)), 86_400) : undefined;
}
