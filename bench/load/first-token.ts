import { callToEnd } from "./http";
import type { FirstTokenJob, FirstTokenResult } from "./jobs";

/** From the request to the first text, for one call that is read to its end. */
export async function runFirstToken(job: FirstTokenJob): Promise<FirstTokenResult> {
  const start = performance.now();
  let ms = Number.NaN;
  let seen = "";
  const failure = await callToEnd(job.target, (bytes) => {
    if (!Number.isNaN(ms)) return;
    seen += bytes.toString("latin1");
    if (seen.includes(job.sign)) ms = performance.now() - start;
  });
  if (failure !== null) throw new Error(failure);
  if (Number.isNaN(ms)) throw new Error(`no ${job.sign} in ${seen.slice(-400)}`);
  return { ms };
}
