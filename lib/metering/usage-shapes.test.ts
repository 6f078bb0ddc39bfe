import { describe, expect, it } from "vitest";
import { SseReader } from "../models/endpoints/sse";
import { foldUsage, judge, nothingReported, type Reported, settledCounts } from "./usage";
import { anthropicCases } from "./usage-anthropic.testing";
import { type Case, openAiCases } from "./usage-cases.testing";
import { geminiCases } from "./usage-gemini.testing";
import { imitatorCases } from "./usage-imitators.testing";
import { usageIn } from "./usage-shapes";

const limits = { outputMax: 1000, inputMax: 5000 };
const own = { input: 33, output: 7 };

const groups = {
  OpenAI: openAiCases,
  imitators: imitatorCases,
  Anthropic: anthropicCases,
  Gemini: geminiCases,
};

/** The bytes as they are on the wire: named events where the provider names them. */
function wire(events: unknown[]): Buffer {
  const frames = events.map((event) => {
    const { type } = event as { type?: string };
    return `${type ? `event: ${type}\n` : ""}data: ${JSON.stringify(event)}\n\n`;
  });
  return Buffer.from(`: hello\n\n${frames.join("")}`);
}

/** What has been reported after these bytes, read so many at a time. */
function read(bytes: Buffer, size: number): Reported {
  let reported = nothingReported;
  const reader = new SseReader((data) => {
    reported = foldUsage(reported, JSON.parse(data));
  });
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  reader.end();
  return reported;
}

function settle(reported: Reported, { broken }: Case) {
  return settledCounts(reported, limits, judge(reported, limits, !broken), own);
}

describe.each(Object.entries(groups))("%s", (_, cases) => {
  it.each(cases.map((one) => [one.name, one] as const))("%s", (_name, one) => {
    const [uncachedInput, cachedInput, cacheWrite, output, reasoning] = one.counts;
    const expected = {
      counts: { uncachedInput, cachedInput, cacheWrite, output, reasoning },
      usageSource: one.estimated ? "estimated" : "provider",
    };
    for (const size of [1, 7, 1400]) {
      expect(settle(read(wire(one.events), size), one)).toEqual(expected);
    }
    // What is handed on and kept means the same as the event it came in.
    const kept = one.events.map(usageIn).filter((usage) => usage !== null);
    expect(settle(kept.reduce(foldUsage, nothingReported), one)).toEqual(expected);
  });
});

it("are sixty shapes at least, no two alike", () => {
  const all = Object.values(groups).flat();
  expect(new Set(all.map(({ events }) => JSON.stringify(events))).size).toBe(all.length);
  expect(all.length).toBeGreaterThanOrEqual(60);
});
