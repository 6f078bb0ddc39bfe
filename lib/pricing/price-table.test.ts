import { describe, expect, it } from "vitest";
import { costOf } from "./cost";
import { priceInput, toPrice } from "./price-json";
import { priceTable } from "./price-table.testing";

const cost = (price: object, uncachedInput: number, output: number) => {
  const counts = { uncachedInput, output, cachedInput: 0, cacheWrite: 0, reasoning: 0 };
  return costOf(toPrice(priceInput.parse(price), "test"), counts).credits;
};

describe("the price table, to the credit", () => {
  it.each(priceTable)("$model: 1,000 in and 100 out", ({ price, credits }) => {
    expect(cost(price, 1000, 100)).toBe(credits);
  });

  const tiered = priceTable.filter(({ price }) => price.tiers);
  it.each(tiered)("$model costs twice as much above 128,000 in", ({ price }) => {
    const [input, output] = [Number(price.input) * 1000, Number(price.output) * 1000];
    expect(cost(price, 128_000, 100)).toBe(128_000 * input + 100 * output);
    expect(cost(price, 128_001, 100)).toBe(2 * (128_001 * input + 100 * output));
  });

  it("flash-8b: 6 in and 22 out is $0.000003525", () => {
    const flash8b = priceTable.find(({ model }) => model === "gemini-1.5-flash-8b");
    expect(cost(flash8b?.price ?? {}, 6, 22)).toBe(3525);
  });
});
