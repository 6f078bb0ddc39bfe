import { setMaxListeners } from "node:events";
import { onDrain, ServerStopping } from "../draining";
import { one } from "../one";
import { allLive } from "./live";

const background = () =>
  one("background-calls", () => {
    const cut = new AbortController();
    setMaxListeners(0, cut.signal);
    return { running: new Set<Promise<void>>(), cut };
  });

/** Aborted when the server stops and waits no longer; for calls that nobody reads. */
export function stopSignal(): AbortSignal {
  return background().cut.signal;
}

/** Work that goes on after its request was answered; the server waits for it when it stops. */
export function inBackground(work: Promise<void>): void {
  const { running } = background();
  const settled = work
    .catch((error) => console.error("Work in the background failed.", error))
    .finally(() => running.delete(settled));
  running.add(settled);
}

/** When the server stops, answers may end by themselves for a while, then are cut and kept. */
export function drainGenerations(): void {
  onDrain(async (cut) => {
    cut.addEventListener("abort", cutAll, { once: true });
    if (cut.aborted) cutAll();
    // An answer that ends may begin its title, so this looks again until nothing is left.
    while (allLive().length + background().running.size > 0) {
      await Promise.all([...allLive().map(({ ended }) => ended), ...background().running]);
    }
  });
}

function cutAll(): void {
  for (const { abort } of allLive()) abort.abort(new ServerStopping());
  background().cut.abort(new ServerStopping());
}
