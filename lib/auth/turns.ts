import { PurserError } from "../errors";

/** Runs at most `atOnce` of the jobs given to it; refuses with 429 when `waiting` already wait. */
export function turns({ atOnce, waiting }: { atOnce: number; waiting: number }) {
  let running = 0;
  const queue: (() => void)[] = [];
  return async function inTurn<T>(job: () => Promise<T>): Promise<T> {
    if (running >= atOnce) {
      if (queue.length >= waiting) {
        throw new PurserError(
          "rate_limited",
          "Too many people sign in at this moment. Try again in 5 seconds.",
          { retryAfterSeconds: 5 },
        );
      }
      // Whoever ends hands its place over, so `running` stays.
      await new Promise<void>((resolve) => queue.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await job();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
