import { expect, it } from "vitest";
import { aligned, decimalsOf } from "../format";
import { costLines, heldLines } from "./receipt-lines";
import { boundWords } from "./receipt-words";

const counts = {
  input_tokens: 6420,
  cached_input_tokens: 4000,
  cache_write_tokens: 0,
  output_tokens: 1104,
  reasoning_tokens: 412,
  cost_credits: 25_020_000,
  adjusted_credits: 0,
  rates: { input: "3", output: "15", cached_input: "0.3", cache_write: "3.75" },
};

const hold = {
  id: "h",
  kind: "call" as const,
  reserved_credits: 53_700_000,
  state: "settled" as const,
  input_tokens_bound: 7900,
  max_output_tokens: 2000,
  bound: {
    input: { method: "bytes" as const, bytes: 7868, messages: 2, tokens: 7900 },
    asked_output_tokens: 2000,
    max_output_tokens: 2000,
    tier: null,
  },
  rates: { input: "3", output: "15" },
  created_at: 1,
  closed_at: 2,
  closed_because: "done",
};

it("writes what the hold was made of", () => {
  expect(heldLines({ hold })).toEqual([
    { words: "Input, at most 7,900 × $3.00 per million", cents: "2.3700" },
    { words: "Output, at most 2,000 × $15.00", cents: "3.0000" },
  ]);
  expect(heldLines({ hold: { ...hold, rates: null } })).toEqual([
    { words: "7,900 in at most, 2,000 out", cents: null },
  ]);
  expect(heldLines({ hold: null })).toEqual([]);
  expect(boundWords({ hold })).toBe(
    "The input was bounded by its size, 7,868 bytes in two messages: no token is less than a byte.",
  );
  const bound = { ...hold.bound, asked_output_tokens: 4096 };
  expect(boundWords({ hold: { ...hold, bound } })).toMatch(/limited from 4,096 to what/);
});

it("writes the cost bucket by bucket", () => {
  expect(costLines(counts)).toEqual([
    { words: "Input 2,420 × $3.00 per million", cents: "0.7260" },
    { words: "Input from cache 4,000 × $0.30", cents: "0.1200" },
    { words: "Output 1,104 × $15.00, 412 of it reasoning", cents: "1.6560" },
  ]);
});

it("is exact where a token costs less than a credit, and says what was rounded", () => {
  const tiny = { ...counts, cached_input_tokens: 0, reasoning_tokens: 0 };
  const rates = { input: "0.000001", output: "0" };
  expect(costLines({ ...tiny, input_tokens: 1, output_tokens: 0, cost_credits: 1, rates })).toEqual(
    [
      { words: "Input 1 × $0.000001 per million", cents: "0.0000000001" },
      { words: "Output 0 × $0.00", cents: "0.0000" },
      { words: "Rounded up", cents: "0.0000000999" },
    ],
  );
});

it("says what was charged beyond the counts, and what was not", () => {
  const crashed = costLines({ ...counts, cost_credits: 53_700_000 });
  const words = "Up to the hold, as what was used is not known";
  expect(crashed.at(-1)).toEqual({ words, cents: "2.8680" });
  const free = costLines({ ...counts, cost_credits: 0 });
  expect(free.at(-1)).toEqual({ words: "Not charged", cents: "−2.5020" });
});

it("gives all figures the decimals that one of them needs", () => {
  const figures = ["2.5020", "0.0003525", null];
  expect(decimalsOf(figures)).toBe(7);
  expect(aligned("2.5020", decimalsOf(figures))).toBe("2.5020000");
  expect(aligned("–", 7)).toBe("–");
});
