import { PurserError } from "./errors";
import { markedAs, one } from "./one";

/**
 * Called once when the server is told to stop. Until `cut` is aborted, what runs may end by
 * itself; then it is ended where it stands, and kept. Resolves when nothing of it is left.
 */
export type DrainCallback = (cut: AbortSignal) => Promise<void>;

/** What server.mjs finds under this name; it is no module of ours, so it asks `globalThis`. */
const draining = () =>
  one("draining", () => {
    const state = {
      on: false,
      callbacks: [] as DrainCallback[],
      last: [] as (() => Promise<void>)[],
      /** Refuses new work, then resolves when all that was running has ended. */
      async begin(cut: AbortSignal): Promise<void> {
        state.on = true;
        const ended = await Promise.allSettled(state.callbacks.map((drain) => drain(cut)));
        for (const end of ended) if (end.status === "rejected") console.error(end.reason);
      },
      /** What is done when no connection is left. */
      async end(): Promise<void> {
        for (const callback of state.last.reverse()) await callback();
      },
    };
    return state;
  });

const kind = markedAs("ServerStopping");

/** The reason of an abort that is nobody's Stop: what it cuts is interrupted, not stopped. */
export class ServerStopping extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return kind.has(value);
  }

  constructor() {
    super("The server is stopping.");
    kind.mark(this);
    this.name = "ServerStopping";
  }
}

/** True from the moment the server was told to stop. */
export function isDraining(): boolean {
  return draining().on;
}

/** Has `callback` called when the server is told to stop. */
export function onDrain(callback: DrainCallback): void {
  draining().callbacks.push(callback);
}

/** Has `callback` called when no connection is left, the latest first. */
export function onStopped(callback: () => Promise<void>): void {
  draining().last.push(callback);
}

/** 503 for what would start new work while the server is stopping. */
export function refuseWhileDraining(): void {
  if (!isDraining()) return;
  throw new PurserError("unavailable", "The server is restarting. Try again in a moment.", {
    retryAfterSeconds: 5,
  });
}
