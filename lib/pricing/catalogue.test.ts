import { TieredPrices } from "@pydantic/genai-prices";
import { expect, test } from "vitest";
import { catalogueEntry, priceOf } from "./catalogue";

const at = Date.UTC(2026, 10, 20);

test("a model is known by its exact id, with integer rates", () => {
  expect(catalogueEntry("gpt-4o-mini")?.priceAt(at)).toEqual({
    input: 150_000,
    cachedInput: 75_000,
    output: 600_000,
    tiers: [],
    source: "catalogue",
  });
});

test("a prefix, a family or a pattern is not a price", () => {
  for (const id of ["gpt-4o-mini-of-mine", "gpt-5-nano-2030-01-01", "gpt-6-luna-2026-12-24", ""]) {
    expect(catalogueEntry(id)).toBeNull();
  }
});

test("tiers are taken over with their bound", () => {
  const price = catalogueEntry("gpt-6-luna")?.priceAt(at);
  expect(price).toMatchObject({ input: 100_000, cacheWrite: 125_000, output: 500_000 });
  expect(price?.tiers).toEqual([
    {
      aboveInputTokens: 272_000,
      input: 200_000,
      cachedInput: 20_000,
      cacheWrite: 250_000,
      output: 750_000,
    },
  ]);
});

test("a price has its history", () => {
  const entry = catalogueEntry("o3");
  expect(entry?.priceAt(Date.UTC(2025, 5, 9))?.input).toBe(10_000_000);
  expect(entry?.priceAt(Date.UTC(2025, 5, 10))?.input).toBe(2_000_000);
});

test("a unit that we do not count leaves a model unpriced; so does a missing rate", () => {
  expect(catalogueEntry("gpt-audio")?.priceAt(at)).toBeNull();
  expect(catalogueEntry("text-embedding-3-small")?.priceAt(at)).toBeNull();
  expect(priceOf({})).toBeNull();
  expect(priceOf({ input_mtok: 1, output_mtok: 1, requests_kcount: 5 })).toBeNull();
});

test("a rate finer than a micro-dollar is rounded up and marked", () => {
  const price = priceOf({ input_mtok: 0.00000012, output_mtok: 0.1234567 });
  expect(price).toMatchObject({ input: 1, output: 123_457, source: "catalogue, rounded up" });
});

test("zero stays zero", () => {
  expect(priceOf({ input_mtok: 0, output_mtok: 0 })).toMatchObject({ input: 0, output: 0 });
});

test("tiers of single units are merged into whole tiers", () => {
  const input_mtok = new TieredPrices({ base: 1, tiers: [{ start: 100, price: 2 }] });
  const output_mtok = new TieredPrices({ base: 3, tiers: [{ start: 200, price: 4 }] });
  expect(priceOf({ input_mtok, output_mtok })?.tiers).toEqual([
    { aboveInputTokens: 100, input: 2_000_000, output: 3_000_000 },
    { aboveInputTokens: 200, input: 2_000_000, output: 4_000_000 },
  ]);
});
