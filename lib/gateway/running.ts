import { onDrain } from "../draining";
import { goUnderWay } from "../generations/gate";
import { one } from "../one";
import { Roll } from "../roll";

/** A call of `/v1` that is under way. */
export type Running = {
  /** The server stops and waits no longer. */
  restart: () => void;
};

type State = { calls: Roll<Running>; waiting: (() => void)[] };

const state = () => one("gateway calls", (): State => ({ calls: new Roll(), waiting: [] }));

/** Counts a call as running, until what is returned is called. */
export function begin(userId: string, running: Running): () => void {
  const { calls, waiting } = state();
  const leave = goUnderWay(userId);
  const depart = calls.enter(running);
  return () => {
    if (!depart()) return;
    leave();
    if (calls.size === 0) for (const next of waiting.splice(0)) next();
  };
}

/** When the server stops, calls may end by themselves for a while, then are cut. */
export function drainCalls(): void {
  onDrain(async (cut) => {
    const cutAll = () => {
      for (const { restart } of state().calls) restart();
    };
    cut.addEventListener("abort", cutAll, { once: true });
    if (cut.aborted) cutAll();
    while (state().calls.size > 0) {
      await new Promise<void>((resolve) => state().waiting.push(resolve));
    }
  });
}
