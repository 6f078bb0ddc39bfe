import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultOutputTokens, holdOf, inputBound, largestOutput, leastOutputTokens } from "./bound";
import { costOf } from "./cost";
import type { Price } from "./price";

const rate = fc.integer({ min: 0, max: 100_000_000 });
const rates = fc.record(
  { input: rate, output: rate, cachedInput: rate, cacheWrite: rate },
  { requiredKeys: ["input", "output"] },
);
/** Any price, also one whose higher tiers are the cheaper ones. */
const prices: fc.Arbitrary<Price> = fc
  .tuple(rates, fc.array(fc.tuple(fc.integer({ min: 1, max: 300_000 }), rates), { maxLength: 3 }))
  .map(([base, tiers]) => ({
    ...base,
    source: "test",
    tiers: [...new Map(tiers)]
      .sort(([a], [b]) => a - b)
      .map(([aboveInputTokens, tier]) => ({ aboveInputTokens, ...tier })),
  }));
const tokens = fc.integer({ min: 0, max: 400_000 });

describe("the hold", () => {
  it("covers every call within its bounds, whatever the split, tier and price", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        prices,
        tokens,
        tokens,
        fc.tuple(share, share, share, share),
        (price, input, limit, [used, cached, written, out]) => {
          const total = Math.floor(input * used);
          const cachedInput = Math.floor(total * cached);
          const cacheWrite = Math.floor((total - cachedInput) * written);
          const { credits } = costOf(price, {
            uncachedInput: total - cachedInput - cacheWrite,
            cachedInput,
            cacheWrite,
            output: Math.floor(limit * out),
            reasoning: 0,
          });
          expect(credits).toBeLessThanOrEqual(holdOf(price, input, limit) ?? -1);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("is not more than the dearest call within its bounds", () => {
    const price = { input: 1000, cacheWrite: 1250, output: 4000, tiers: [], source: "test" };
    expect(holdOf(price, 100, 10)).toBe(125 + 40);
  });

  it("takes the tier that the bound falls in", () => {
    const tier = { aboveInputTokens: 50, input: 2000, output: 8000 };
    const price = { input: 1000, output: 4000, tiers: [tier], source: "test" };
    expect(holdOf(price, 50, 10)).toBe(50 + 40);
    expect(holdOf(price, 51, 10)).toBe(102 + 80);
  });

  it("covers a lower tier that is the dearer one", () => {
    const tier = { aboveInputTokens: 50, input: 1, output: 1 };
    const price = { input: 1000, output: 4000, tiers: [tier], source: "test" };
    expect(holdOf(price, 1000, 10)).toBe(50 + 40);
  });

  it("has no figure above 2^53 - 1", () => {
    const price = { input: 1_000_000_000, output: 1_000_000_000, tiers: [], source: "test" };
    expect(holdOf(price, Number.MAX_SAFE_INTEGER, 1)).toBeNull();
  });
});

describe("the output limit", () => {
  it("is the largest that fits the room", () => {
    const room = fc.integer({ min: 0, max: 100_000_000_000 });
    const asked = fc.integer({ min: 1, max: 200_000 });
    fc.assert(
      fc.property(prices, tokens, asked, room, (price, input, most, credits) => {
        const limit = largestOutput(price, input, most, credits);
        const hold = (output: number) => holdOf(price, input, output) ?? Number.POSITIVE_INFINITY;
        if (limit === null) {
          expect(hold(0)).toBeGreaterThan(credits);
          return;
        }
        expect(limit).toBeLessThanOrEqual(most);
        expect(hold(limit)).toBeLessThanOrEqual(credits);
        if (limit < most) expect(hold(limit + 1)).toBeGreaterThan(credits);
      }),
      { numRuns: 2000 },
    );
  });

  it("fits nothing into less than nothing", () => {
    const price = { input: 1000, output: 1000, tiers: [], source: "test" };
    expect(largestOutput(price, 0, 10, -5)).toBeNull();
  });

  it("is by default the smaller of the model's and 4,096, and useful from 16 on", () => {
    expect(defaultOutputTokens(null)).toBe(4096);
    expect(defaultOutputTokens(8192)).toBe(4096);
    expect(defaultOutputTokens(1024)).toBe(1024);
    expect(defaultOutputTokens(8192, 100_000)).toBe(8192);
    expect(leastOutputTokens(4096)).toBe(16);
    expect(leastOutputTokens(3)).toBe(3);
  });
});

describe("the input bound", () => {
  it("is the bytes of what is sent and 16 a message", () => {
    const prompt = [{ role: "user", content: [{ type: "text", text: "漢字" }] }];
    const bytes = Buffer.byteLength(JSON.stringify(prompt));
    expect(inputBound({ prompt })).toEqual({
      method: "bytes",
      bytes,
      messages: 1,
      tokens: bytes + 16,
    });
    const tools = [{ name: "x".repeat(100) }];
    expect(inputBound({ prompt, tools }).tokens).toBeGreaterThan(bytes + 16 + 100);
  });
});
