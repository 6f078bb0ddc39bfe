import { env } from "../env";
import { PurserError } from "../errors";
import { one } from "../one";
import { liveCount } from "./live";

const underWay = () => one("calls under way", () => new Map<string, number>());

/** Counts a call that is no generation (of `/v1`) as running, until what is returned is called. */
export function goUnderWay(userId: string): () => void {
  const calls = underWay();
  calls.set(userId, (calls.get(userId) ?? 0) + 1);
  return () => {
    const left = (calls.get(userId) ?? 1) - 1;
    if (left > 0) calls.set(userId, left);
    else calls.delete(userId);
  };
}

function runningOf(userId: string): number {
  return liveCount(userId) + (underWay().get(userId) ?? 0);
}

type Gate = { entering: number; waiting: (() => void)[] };

/**
 * Lets `enter` take a hold and go live while fewer than PURSER_STREAMS_PER_PERSON answers run.
 * Who comes while others are still at the gate waits for their outcome, so that the limit is
 * exact and nobody is turned away because of a send that is refused for another reason.
 * @throws PurserError rate_limited
 */
export function throughGate<T>(userId: string, enter: () => Promise<T>): Promise<T> {
  const limit = env().PURSER_STREAMS_PER_PERSON;
  return limit === 0 ? enter() : oneOf(limit, userId, enter);
}

async function oneOf<T>(limit: number, userId: string, enter: () => Promise<T>): Promise<T> {
  const gates = one("stream-gates", () => new Map<string, Gate>());
  const gate = gates.get(userId) ?? { entering: 0, waiting: [] };
  gates.set(userId, gate);
  while (runningOf(userId) + gate.entering >= limit) {
    if (gate.entering === 0) throw tooManyStreams(limit);
    await new Promise<void>((resolve) => gate.waiting.push(resolve));
  }
  gate.entering += 1;
  try {
    return await enter();
  } finally {
    gate.entering -= 1;
    const waiting = gate.waiting.splice(0);
    for (const next of waiting) next();
    if (gate.entering === 0 && waiting.length === 0) gates.delete(userId);
  }
}

function tooManyStreams(limit: number): PurserError {
  return new PurserError(
    "rate_limited",
    `${limit} answers are being written for you already. Nothing was sent; send it when one ends.`,
    { retryAfterSeconds: 5 },
  );
}
