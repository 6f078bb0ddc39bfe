import { callToEnd } from "./http";
import type { CallsJob, CallsResult } from "./jobs";

/** Keeps so many calls in the air for so long, and lets the last ones end. */
export async function runCalls({ target, atOnce, seconds }: CallsJob): Promise<CallsResult> {
  const start = performance.now();
  const until = start + seconds * 1000;
  const result: CallsResult = { calls: 0, failed: 0, seconds: 0, firstFailure: null };
  const worker = async () => {
    while (performance.now() < until) {
      const failure = await callToEnd(target);
      if (failure === null) result.calls++;
      else {
        result.failed++;
        result.firstFailure ??= failure;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  result.seconds = (performance.now() - start) / 1000;
  return result;
}
