import { RateLimiterMemory } from "rate-limiter-flexible";
import { env } from "../env";
import { PurserError } from "../errors";
import { one } from "../one";
import type { Person } from "./viewer";

const minute = 60;
const unsent = "Nothing was sent and nothing was charged.";

/**
 * Counts one more send: at most PURSER_REQUESTS_PER_MINUTE of one person (0: no limit), and those
 * that their key allows beside it.
 * @throws PurserError rate_limited
 */
export async function countRequest(
  viewer: Pick<Person, "userId" | "keyId" | "keyRequestsPerMinute">,
): Promise<void> {
  const perMinute = env().PURSER_REQUESTS_PER_MINUTE;
  const waitMs = perMinute === 0 ? null : await over("person", viewer.userId, perMinute);
  if (waitMs !== null) throw tooMany(`More than ${perMinute} messages in a minute.`, waitMs);
  const { keyId, keyRequestsPerMinute: ofKey } = viewer;
  const keyWaitMs = keyId && ofKey ? await over("key", keyId, ofKey) : null;
  if (keyWaitMs !== null) throw tooMany(`This key may make ${ofKey} calls a minute.`, keyWaitMs);
}

/** How long to wait (ms) where `who` has had more than `limit` in this minute; else null. */
async function over(what: string, who: string, limit: number): Promise<number | null> {
  // Limits differ by key and may change, so the limiter only counts.
  const limiter = one(
    `request-limiter ${what}`,
    () => new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: minute }),
  );
  const { consumedPoints, msBeforeNext } = await limiter.consume(who);
  return consumedPoints > limit ? msBeforeNext : null;
}

function tooMany(words: string, waitMs: number): PurserError {
  return new PurserError("rate_limited", `${words} ${unsent}`, {
    retryAfterSeconds: Math.max(1, waitMs / 1000),
  });
}
