import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  foldFinish,
  foldUsage,
  judge,
  nothingReported,
  reportedJson,
  settledCounts,
} from "./usage";

const limits = { outputMax: 100, inputMax: 5000 };
const own = { input: 33, output: 7 };

/** Settles a call whose usages came in this order. */
function settle(packets: unknown[], { final = true, using = limits } = {}) {
  const reported = packets.reduce(foldUsage, nothingReported);
  const judged = judge(reported, using, final);
  return { ...settledCounts(reported, using, judged, own), alert: judged.alert };
}

const usage = (prompt_tokens: unknown, completion_tokens: unknown, more: object = {}) => ({
  prompt_tokens,
  completion_tokens,
  ...more,
});

const counts = (uncachedInput: number, output: number, over: object = {}) => ({
  uncachedInput,
  cachedInput: 0,
  cacheWrite: 0,
  output,
  reasoning: 0,
  ...over,
});

describe("a usage", () => {
  it.each([
    ["as it comes", [usage(10, 20)], counts(10, 20)],
    ["zero", [usage(0, 0)], counts(0, 0)],
    ["twice", [usage(10, 20), usage(10, 20)], counts(10, 20)],
    ["cumulative", [usage(10, 1), usage(10, 9), usage(10, 20)], counts(10, 20)],
    ["shrinking", [usage(10, 20), usage(10, 5)], counts(10, 20)],
    ["null after it", [usage(10, 20), null, undefined], counts(10, 20)],
    ["without figures after it", [usage(10, 20), {}], counts(10, 20)],
    ["split", [{ prompt_tokens: 10 }, { completion_tokens: 20 }], counts(10, 20)],
    ["with nulls in it", [usage(10, 20, { prompt_tokens_details: null })], counts(10, 20)],
    [
      "with cached input",
      [usage(10, 20, { prompt_tokens_details: { cached_tokens: 4 } })],
      counts(6, 20, { cachedInput: 4 }),
    ],
    [
      "with cached and written input",
      [usage(10, 20, { prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 3 } })],
      counts(3, 20, { cachedInput: 4, cacheWrite: 3 }),
    ],
    [
      "with DeepSeek's cache",
      [usage(10, 20, { prompt_cache_hit_tokens: 4 })],
      counts(6, 20, { cachedInput: 4 }),
    ],
    [
      "with reasoning in the output",
      [usage(10, 20, { completion_tokens_details: { reasoning_tokens: 15 }, total_tokens: 30 })],
      counts(10, 20, { reasoning: 15 }),
    ],
    [
      "with reasoning beside the output",
      [usage(10, 20, { completion_tokens_details: { reasoning_tokens: 15 }, total_tokens: 45 })],
      counts(10, 35, { reasoning: 15 }),
    ],
    ["in the names of Responses", [{ input_tokens: 10, output_tokens: 20 }], counts(10, 20)],
    ["at its limits", [usage(5000, 100)], counts(5000, 100)],
  ])("%s is believed", (_, packets, expected) => {
    expect(settle(packets)).toEqual({ counts: expected, usageSource: "provider", alert: null });
  });

  it.each([
    ["no packet", [], counts(33, 7), null],
    ["only a total", [{ total_tokens: 30 }], counts(33, 7), null],
    ["only input", [{ prompt_tokens: 10 }], counts(10, 7), null],
    ["only output", [{ completion_tokens: 20 }], counts(33, 20), null],
    ["too much output", [usage(10, 101)], counts(10, 7), /over a limit of 100/],
    ["too much input", [usage(5001, 20)], counts(33, 20), /at most 5000/],
    ["negative", [usage(10, -5)], counts(10, 7), /-5/],
    ["a fraction", [usage(10, 20.5)], counts(10, 7), /20.5/],
    ["text", [usage("10", 20)], counts(33, 20), /"10"/],
    ["infinite", [usage(10, Number.POSITIVE_INFINITY)], counts(10, 7), /Infinity/],
    ["huge", [usage(10, 2 ** 60)], counts(10, 7), /output/],
    ["a list", [[1, 2]], counts(33, 7), /not an object/],
    ["a word", ["many"], counts(33, 7), /not an object/],
    ["once true and once a lie", [usage(10, 20), usage(10, -1)], counts(10, 20), /-1/],
    [
      "more cached than all",
      [usage(10, 20, { prompt_tokens_details: { cached_tokens: 11 } })],
      counts(10, 20),
      /more cached/,
    ],
    [
      "cached as text",
      [usage(10, 20, { prompt_tokens_details: { cached_tokens: "4" } })],
      counts(10, 20),
      /cached input/,
    ],
    [
      "more reasoning than output",
      [usage(10, 20, { completion_tokens_details: { reasoning_tokens: 21 } })],
      counts(10, 20),
      /reasoning/,
    ],
  ])("%s is estimated", (_, packets, expected, alert) => {
    const settled = settle(packets);
    expect(settled).toMatchObject({ counts: expected, usageSource: "estimated" });
    if (alert) expect(settled.alert).toMatch(alert);
    else expect(settled.alert).toBeNull();
  });

  it("of a call that broke is a lower bound", () => {
    const broken = (packets: unknown[]) => settle(packets, { final: false });
    expect(broken([usage(50, 1)])).toMatchObject({
      counts: counts(50, 7),
      usageSource: "estimated",
    });
    expect(broken([usage(10, 90)])).toMatchObject({ counts: counts(33, 90) });
  });

  it("is kept as it came, without repeats and not for ever", () => {
    const json = (packets: unknown[]) => reportedJson(packets.reduce(foldUsage, nothingReported));
    expect(json([])).toBeNull();
    expect(json([usage(1, 2), usage(1, 2)])).toEqual(usage(1, 2));
    expect(json([usage(1, 2), usage(1, 3)])).toEqual([usage(1, 2), usage(1, 3)]);
    const endless = Array.from({ length: 1000 }, (_, n) => usage(1, n));
    expect(json(endless)).toHaveLength(8);
    expect(String(json([{ x: "y".repeat(1e6) }]))).toHaveLength(4004);
  });

  it("never makes counts that are no counts, whatever comes", () => {
    const figure = fc.oneof(fc.nat(200), fc.anything());
    const packet = fc.record(
      {
        prompt_tokens: figure,
        completion_tokens: figure,
        total_tokens: figure,
        prompt_tokens_details: fc.record({ cached_tokens: figure, cache_write_tokens: figure }),
        completion_tokens_details: fc.oneof(fc.record({ reasoning_tokens: figure }), fc.anything()),
      },
      { requiredKeys: [] },
    );
    const packets = fc.array(fc.oneof(packet, fc.anything()), { maxLength: 5 });
    fc.assert(
      fc.property(packets, fc.boolean(), (all, final) => {
        const { counts: settled } = settle(all, { final });
        for (const count of Object.values(settled)) {
          expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
        }
        expect(settled.output).toBeLessThanOrEqual(limits.outputMax);
        expect(settled.reasoning).toBeLessThanOrEqual(settled.output);
        const input = settled.uncachedInput + settled.cachedInput + settled.cacheWrite;
        expect(input).toBeLessThanOrEqual(limits.inputMax);
      }),
      { numRuns: 1000 },
    );
  });
});

it("understands the usage of the AI SDK's own providers", () => {
  const reported = foldFinish(nothingReported, {
    inputTokens: { total: undefined, noCache: 5, cacheRead: 3, cacheWrite: 2 },
    outputTokens: { total: 20, text: 12, reasoning: 8 },
    raw: { input_tokens: 5 },
  });
  const judged = judge(reported, limits, true);
  expect(settledCounts(reported, limits, judged, own)).toEqual({
    counts: counts(5, 20, { cachedInput: 3, cacheWrite: 2, reasoning: 8 }),
    usageSource: "provider",
  });
  expect(reportedJson(reported)).toEqual({ input_tokens: 5 });
});
