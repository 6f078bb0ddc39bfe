import { setTimeout as sleep } from "node:timers/promises";
import type { Totals } from "../e2e/upstream/truth";
import { type Child, readAddress, startNode, ts } from "./children";

export interface UpstreamProcess {
  url: string;
  child: Child;
  totals(): Promise<Totals>;
  /** Resolves when so many calls are over in all; false when that did not come in time. */
  over(calls: number, timeoutMs: number): Promise<boolean>;
}

/** The fake upstream as a process of its own, which keeps counters only. */
export async function startUpstreamProcess(): Promise<UpstreamProcess> {
  const child = await startNode(ts("e2e/upstream/main.ts", "--record", "light"));
  const url = await readAddress(child);
  const totals = async () => {
    const reply = await fetch(`${url}/_upstream/totals`);
    return (await reply.json()) as Totals;
  };
  const over = async (calls: number, timeoutMs: number) => {
    const reply = await fetch(`${url}/_upstream/wait?over=${calls}&timeout_ms=${timeoutMs}`);
    await reply.text();
    return reply.status === 200;
  };
  return { url, child, totals, over };
}

export function callsOver(totals: Totals): number {
  return totals.finished + totals.client_closed;
}

const STILL_MS = 400;
const GIVE_UP_MS = 10_000;

/** Waits until nothing more comes upstream: no call is open and none has come for a while. */
export async function untilStill(upstream: UpstreamProcess): Promise<void> {
  const deadline = performance.now() + GIVE_UP_MS;
  let before = -1;
  while (performance.now() < deadline) {
    const { calls, open } = await upstream.totals();
    if (open === 0 && calls === before) return;
    before = calls;
    await sleep(STILL_MS);
  }
}
