import { percentile } from "../numbers";
import { callToEnd } from "./http";
import type { Dialect, StreamsJob, StreamsResult, Target } from "./jobs";

interface Seen {
  first: number[];
  gaps: number[];
  tokens: number;
  failed: number;
  firstFailure: string | null;
}

/** The text in one event of a stream, or "". */
const textOf: Record<Dialect, (data: string) => string> = {
  openai(data) {
    if (!data.includes('"content":"')) return "";
    const chunk = JSON.parse(data) as { choices: [{ delta: { content?: string } }] };
    return chunk.choices[0].delta.content ?? "";
  },
  purser(data) {
    if (!data.includes('"text-delta"')) return "";
    return (JSON.parse(data) as { delta?: string }).delta ?? "";
  },
};

/** All streams at once, each read as it comes. */
export async function runStreams(job: StreamsJob): Promise<StreamsResult> {
  const seen: Seen = { first: [], gaps: [], tokens: 0, failed: 0, firstFailure: null };
  const one = () => readStream(job.target, textOf[job.dialect], seen);
  await Promise.all(Array.from({ length: job.streams }, one));
  return {
    tokens: seen.tokens,
    failed: seen.failed,
    firstFailure: seen.firstFailure,
    firstTokenP50: percentile(seen.first, 0.5),
    firstTokenP99: percentile(seen.first, 0.99),
    gapP50: percentile(seen.gaps, 0.5),
    gapP99: percentile(seen.gaps, 0.99),
    gapMax: percentile(seen.gaps, 1),
  };
}

async function readStream(target: Target, text: (data: string) => string, seen: Seen) {
  const start = performance.now();
  let last = 0;
  let words = "";
  let rest = "";
  const event = (data: string, now: number) => {
    const more = text(data);
    if (more === "") return;
    words += more;
    if (last === 0) seen.first.push(now - start);
    else seen.gaps.push(now - last);
    last = now;
  };
  const failure = await callToEnd(target, (bytes) => {
    const now = performance.now();
    // The words of the benchmark are ASCII, so that parts may be cut anywhere.
    const lines = (rest + bytes.toString("latin1")).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("data: ")) event(line.slice(6), now);
  });
  seen.tokens += words.split(" ").filter((word) => word !== "").length;
  if (failure === null) return;
  seen.failed++;
  seen.firstFailure ??= failure;
}
