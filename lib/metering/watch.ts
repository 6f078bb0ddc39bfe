import { env } from "../env";

export type TimeLimits = { firstByteMs: number; idleMs: number; totalMs: number };
export function timeLimits(): TimeLimits {
  const { PURSER_FIRST_BYTE_SECONDS, PURSER_IDLE_SECONDS, PURSER_TOTAL_SECONDS } = env();
  return {
    firstByteMs: PURSER_FIRST_BYTE_SECONDS * 1000,
    idleMs: PURSER_IDLE_SECONDS * 1000,
    totalMs: PURSER_TOTAL_SECONDS * 1000,
  };
}

export type TimeLimit = "first-byte" | "idle" | "total";

/**
 * Watches the time limits of a call with one timer, however many parts come. Only time in which
 * the provider is waited for counts as idle, so that a slow reader breaks nothing.
 */
export class Watch {
  #limits: TimeLimits;
  #onLimit: (limit: TimeLimit) => void;
  #startedAt = performance.now();
  #waitingSince: number | null = null;
  #begun = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: TimeLimits, onLimit: (limit: TimeLimit) => void) {
    this.#limits = limits;
    this.#onLimit = onLimit;
    this.#waitingSince = this.#startedAt;
    this.#check();
  }

  /** From here the provider is waited for, if it is not already. */
  wait(): void {
    this.#waitingSince ??= performance.now();
  }

  /** A part came. */
  arrived(): void {
    this.#begun = true;
    this.#waitingSince = null;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #check(): void {
    const { firstByteMs, idleMs, totalMs } = this.#limits;
    const now = performance.now();
    const waitMs = this.#begun ? idleMs : firstByteMs;
    const totalLeft = this.#startedAt + totalMs - now;
    const waitLeft = (this.#waitingSince ?? now) + waitMs - now;
    if (totalLeft <= 0) this.#onLimit("total");
    else if (waitLeft <= 0) this.#onLimit(this.#begun ? "idle" : "first-byte");
    else {
      // The other limit may hold by then, so none is slept through.
      const nextMs = Math.ceil(Math.min(totalLeft, waitLeft, idleMs, firstByteMs));
      this.#timer = setTimeout(() => this.#check(), nextMs);
      this.#timer.unref();
    }
  }
}
