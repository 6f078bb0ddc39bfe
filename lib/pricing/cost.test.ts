import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rateFromUsd } from "../money";
import { costOf, tierAt } from "./cost";
import type { Counts, Price } from "./price";

const rate = (usd: string): number => {
  const micro = rateFromUsd(usd);
  if (micro === null) throw new Error(`${usd} is no rate`);
  return micro;
};

const price = (input: string, output: string, over: Partial<Price> = {}): Price => ({
  input: rate(input),
  output: rate(output),
  tiers: [],
  source: "test",
  ...over,
});

const counts = (uncachedInput: number, output: number, over: Partial<Counts> = {}): Counts => ({
  uncachedInput,
  output,
  cachedInput: 0,
  cacheWrite: 0,
  reasoning: 0,
  ...over,
});

describe("cost", () => {
  const flash = price("0.075", "0.30", {
    tiers: [{ aboveInputTokens: 128_000, input: rate("0.15"), output: rate("0.60") }],
  });

  it("takes a tier strictly above its bound, for the whole call", () => {
    const at = costOf(flash, counts(128_000, 100));
    const above = costOf(flash, counts(128_001, 100));
    expect(at).toMatchObject({ credits: 9_630_000, tier: null });
    expect(above).toMatchObject({ credits: 128_001 * 150 + 100 * 600, tier: 128_000 });
  });

  it("chooses the tier by all input buckets together", () => {
    const cached = counts(1, 0, { cachedInput: 100_000, cacheWrite: 28_000 });
    expect(costOf(flash, cached)).toMatchObject({ tier: 128_000, credits: 128_001 * 150 });
  });

  it("charges an absent cached or cache-write rate at the tier's input rate", () => {
    const some = price("1", "2", { cachedInput: rate("0.1") });
    const call = counts(1000, 0, { cachedInput: 1000, cacheWrite: 1000 });
    expect(costOf(some, call)).toMatchObject({
      credits: 1_000_000 + 100_000 + 1_000_000,
      rates: { input: 1_000_000, cachedInput: 100_000, cacheWrite: 1_000_000, output: 2_000_000 },
    });
  });

  it("does not fall back from a tier to the cached rate below it", () => {
    const tiered = price("1", "2", {
      cachedInput: rate("0.1"),
      tiers: [{ aboveInputTokens: 10, input: rate("3"), output: rate("4") }],
    });
    expect(tierAt(tiered, 11).rates.cachedInput).toBe(rate("3"));
  });

  it("rounds up, once, not each bucket", () => {
    const tiny = price("0.0001", "0.0001");
    const call = counts(3, 3, { cachedInput: 3, cacheWrite: 1 });
    expect(costOf(tiny, call).credits).toBe(1);
  });

  it("is exact where doubles are not", () => {
    const dear = { ...price("1", "1"), input: 999_999_937 };
    const tokens = 9_007_199_253;
    const exact = (BigInt(tokens) * 999_999_937n + 999n) / 1000n;
    expect(BigInt(costOf(dear, counts(tokens, 0)).credits)).toBe(exact);
    expect(() => costOf(dear, counts(9_007_199_254_740_991, 0))).toThrow(RangeError);
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53])("refuses to price %s tokens", (tokens) => {
    expect(() => costOf(flash, counts(tokens, 0))).toThrow(RangeError);
    expect(() => costOf(flash, counts(0, tokens))).toThrow(RangeError);
  });

  it("never falls with one token more in any bucket, where no tier is cheaper", () => {
    const rates = fc.record({ input: fc.nat(1e8), output: fc.nat(1e8) });
    const bounds = fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { maxLength: 3 });
    const rising = fc.tuple(rates, bounds).map(([base, above]) => ({
      ...base,
      source: "test",
      tiers: above
        .sort((a, b) => a - b)
        .map((aboveInputTokens, at) => ({
          aboveInputTokens,
          input: base.input * (at + 2),
          output: base.output * (at + 2),
        })),
    }));
    const bucket = fc.constantFrom("uncachedInput", "cachedInput", "cacheWrite", "output" as const);
    const some = fc.record({
      uncachedInput: fc.nat(30),
      cachedInput: fc.nat(30),
      cacheWrite: fc.nat(30),
      output: fc.nat(1000),
      reasoning: fc.constant(0),
    });
    fc.assert(
      fc.property(rising, some, bucket, (each, call, more) => {
        const dearer = costOf(each, { ...call, [more]: call[more] + 1 });
        expect(dearer.credits).toBeGreaterThanOrEqual(costOf(each, call).credits);
        const all = call.uncachedInput + call.cachedInput + call.cacheWrite;
        const below = each.tiers.filter(({ aboveInputTokens }) => aboveInputTokens < all);
        expect(costOf(each, call).tier).toBe(below.at(-1)?.aboveInputTokens ?? null);
      }),
    );
  });

  it("never falls when a call is split in two", () => {
    const flat = price("0.0375", "0.15", { cachedInput: 7, cacheWrite: 50_001 });
    const bucket = fc.nat(1_000_000);
    const parts = fc.record({
      uncachedInput: bucket,
      cachedInput: bucket,
      cacheWrite: bucket,
      output: bucket,
      reasoning: fc.constant(0),
    });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const sum = (key: keyof Counts) => a[key] + b[key];
        const whole = {
          uncachedInput: sum("uncachedInput"),
          cachedInput: sum("cachedInput"),
          cacheWrite: sum("cacheWrite"),
          output: sum("output"),
          reasoning: 0,
        };
        const split = costOf(flat, a).credits + costOf(flat, b).credits;
        expect(split).toBeGreaterThanOrEqual(costOf(flat, whole).credits);
      }),
    );
  });
});
