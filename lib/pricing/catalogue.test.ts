import { findProvider, TieredPrices } from "@pydantic/genai-prices";
import { expect, test } from "vitest";
import { catalogueEntry, suggestedEntry } from "./catalogue";
import { priceOf } from "./catalogue-price";

const at = Date.UTC(2026, 10, 20);
const openai = (id: string) => catalogueEntry("openai", id, null);

test("a model is known by its exact id, with integer rates", () => {
  expect(openai("gpt-4o-mini")?.priceAt(at)).toEqual({
    input: 150_000,
    cachedInput: 75_000,
    output: 600_000,
    tiers: [],
    source: "catalogue",
  });
});

test("a prefix, a family or a pattern is not a price", () => {
  for (const id of ["gpt-4o-mini-of-mine", "gpt-5-nano-2030-01-01", "gpt-6-luna-2026-12-24", ""]) {
    expect(openai(id)).toBeNull();
  }
});

test("tiers are taken over with their bound", () => {
  const price = openai("gpt-6-luna")?.priceAt(at);
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
  const entry = openai("o3");
  expect(entry?.priceAt(Date.UTC(2025, 5, 9))?.input).toBe(10_000_000);
  expect(entry?.priceAt(Date.UTC(2025, 5, 10))?.input).toBe(2_000_000);
});

test("a unit that we do not count leaves a model unpriced; so does a missing rate", () => {
  expect(openai("gpt-audio")?.priceAt(at)).toBeNull();
  expect(openai("gpt-audio")?.uncountedAt(at)).toEqual(["output audio"]);
  expect(openai("text-embedding-3-small")?.priceAt(at)).toBeNull();
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

test("each kind has its own provider, an openai-compatible one by its address", () => {
  const compatible = (id: string, baseUrl: string) =>
    catalogueEntry("openai-compatible", id, baseUrl)?.priceAt(at)?.input;
  expect(catalogueEntry("anthropic", "claude-opus-5", null)?.priceAt(at)?.input).toBe(5_000_000);
  expect(catalogueEntry("google", "gemini-2.5-flash", null)?.priceAt(at)?.input).toBe(300_000);
  expect(catalogueEntry("anthropic", "gpt-4o", null)).toBeNull();
  expect(compatible("deepseek-v3.2", "https://api.deepseek.com/v1")).toBe(228_800);
  expect(compatible("kimi-k2-0905-preview", "https://api.moonshot.cn/v1")).toBe(600_000);
  expect(compatible("openai/gpt-4o", "https://openrouter.ai/api/v1")).toBe(2_500_000);
  for (const elsewhere of [
    "https://api.deepseek.com.example/v1",
    "https://example/https://api.deepseek.com",
    "http://127.0.0.1:11434/v1",
  ]) {
    expect(compatible("deepseek-v3.2", elsewhere)).toBeUndefined();
  }
  expect(catalogueEntry("openai-completion", "gpt-4o", "https://api.openai.com/v1")).toBeNull();
});

test("the catalogue's own id of an entry is exact, also where the rest goes by prefix", () => {
  expect(catalogueEntry("anthropic", "claude-haiku-4-5", null)?.priceAt(at)).toMatchObject({
    input: 1_000_000,
    cacheWrite: 1_250_000,
  });
  expect(catalogueEntry("anthropic", "claude-haiku-4-5-20990101", null)).toBeNull();
});

test("a price by the hour is the one in force at that instant", () => {
  const deepseek = catalogueEntry("openai-compatible", "deepseek-chat", "https://api.deepseek.com");
  const inputAt = (time: string) => deepseek?.priceAt(Date.parse(`2026-11-20T${time}Z`))?.input;
  expect(["00:29:59.999", "00:30:00", "16:29:59.999", "16:30:00", "23:59:59"].map(inputAt)).toEqual(
    [135_000, 270_000, 270_000, 135_000, 135_000],
  );
});

test("hours and dates together are as the catalogue has them", () => {
  const flash = suggestedEntry(
    "openai-compatible",
    "deepseek-v4-flash-x",
    "https://api.deepseek.com",
  );
  const inputAt = (time: string) => flash?.priceAt(Date.parse(time))?.input;
  expect(inputAt("2026-08-16T12:00:00Z")).toBe(140_000);
  expect(inputAt("2026-08-17T12:00:00Z")).toBe(220_000);
  expect(inputAt("2026-08-18T03:59:59Z")).toBe(440_000);
  expect(inputAt("2026-08-18T04:00:00Z")).toBe(220_000);
});

test("a family is suggested, and an exact id needs no suggestion", () => {
  expect(suggestedEntry("openai", "gpt-5-nano-2030-01-01", null)?.id).toBe("gpt-5-nano");
  expect(suggestedEntry("anthropic", "claude-haiku-4-5-20990101", null)?.id).toBe(
    "claude-haiku-4-5",
  );
  expect(suggestedEntry("openai", "gpt-5-nano", null)).toBeNull();
  expect(suggestedEntry("openai", "nobody-knows-this", null)).toBeNull();
  expect(suggestedEntry("openai-compatible", "gpt-5-nano-x", "http://127.0.0.1:1")).toBeNull();
});

test("no price of the catalogue is below zero or finer than a rate", () => {
  let priced = 0;
  for (const [kind, baseUrl] of [
    ["openai", null],
    ["anthropic", null],
    ["google", null],
    ["openai-compatible", "https://openrouter.ai/api/v1"],
    ["openai-compatible", "https://api.together.xyz/v1"],
    ["openai-compatible", "https://api.mistral.ai/v1"],
  ] as const) {
    const provider = findProvider(
      baseUrl === null ? { providerId: kind } : { providerApiUrl: baseUrl },
    );
    for (const { id } of provider?.models ?? []) {
      const price = catalogueEntry(kind, id, baseUrl)?.priceAt(at);
      if (!price) continue;
      priced += 1;
      for (const { input, output, cachedInput = 0, cacheWrite = 0 } of [price, ...price.tiers]) {
        for (const rate of [input, output, cachedInput, cacheWrite]) {
          expect(Number.isSafeInteger(rate) && rate >= 0, `${id}: ${rate}`).toBe(true);
        }
      }
    }
  }
  expect(priced).toBeGreaterThan(500);
  expect(priceOf({ input_mtok: -1, output_mtok: 1 })).toBeNull();
});
