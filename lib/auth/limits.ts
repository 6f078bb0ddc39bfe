import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import { PurserError } from "../errors";
import { one } from "../one";

/** What is counted, how many in how many seconds, and what one is told. */
const limits = {
  /** Passwords tried on an account by browsers that have not signed in to it before. */
  account: { points: 10, duration: 60, words: "Too many tries on this account." },
  /** The same by one browser that has: guessing elsewhere does not lock it out. */
  device: { points: 10, duration: 60, words: "Too many tries on this account." },
  address: { points: 60, duration: 60, words: "Too many tries from your network." },
  signUps: { points: 60, duration: 3600, words: "Too many new accounts from your network." },
  /** Asking for more of an allowance. */
  requests: { points: 20, duration: 3600, words: "You have asked very often." },
  /** Codes of vouchers that were not right, of one person, and from one network. */
  codes: { points: 10, duration: 900, words: "Too many codes that were not right." },
  addressCodes: { points: 30, duration: 900, words: "Too many wrong codes from your network." },
  guests: { points: 60, duration: 3600, words: "Too many guests from your network." },
};

export type Limit = keyof typeof limits;

/** Counts one more of `key`; 429 with the time to wait when that is too many. */
export async function countOne(limit: Limit, key: string): Promise<void> {
  try {
    await limiterOf(limit).consume(key);
  } catch (stop) {
    if (stop instanceof Error) throw stop;
    // The limiter is one per process and may be another bundle's, so this is no instanceof.
    const { msBeforeNext } = stop as RateLimiterRes;
    const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
    const wait = seconds > 90 ? `${Math.ceil(seconds / 60)} minutes` : `${seconds} seconds`;
    throw new PurserError("rate_limited", `${limits[limit].words} Try again in ${wait}.`, {
      retryAfterSeconds: seconds,
    });
  }
}

/** Forgets what was counted of `key`, after it was right. */
export async function forget(limit: Limit, key: string): Promise<void> {
  await limiterOf(limit).delete(key);
}

/** Takes back what `countOne` counted, because it was right. */
export async function countOff(limit: Limit, key: string): Promise<void> {
  await limiterOf(limit).reward(key, 1);
}

function limiterOf(limit: Limit): RateLimiterMemory {
  const { points, duration } = limits[limit];
  return one(`limit ${limit}`, () => new RateLimiterMemory({ points, duration }));
}
