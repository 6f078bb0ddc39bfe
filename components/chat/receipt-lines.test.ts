import { expect, it } from "vitest";
import { bucketsOf } from "./receipt-lines";

it("takes a call apart into its disjoint buckets", () => {
  const lines = bucketsOf({
    input_tokens: 6420,
    cached_input_tokens: 4000,
    cache_write_tokens: 0,
    output_tokens: 1104,
    reasoning_tokens: 412,
    rates: { input: "3", output: "15", cached_input: "0.3" },
  });
  expect(lines.map(({ name, tokens, credits }) => [name, tokens, credits])).toEqual([
    ["Input", 2420, 7_260_000],
    ["Input from cache", 4000, 1_200_000],
    ["Output", 1104, 16_560_000],
  ]);
  expect(lines.at(-1)?.note).toBe(", 412 of it reasoning");
});

it("charges the cache at the input rate where it has none of its own", () => {
  const lines = bucketsOf({
    input_tokens: 10,
    cached_input_tokens: 3,
    cache_write_tokens: 1,
    output_tokens: 0,
    reasoning_tokens: 0,
    rates: { input: "0.0375", output: "0.15" },
  });
  expect(lines.map(({ rate }) => rate)).toEqual(["0.0375", "0.0375", "0.0375", "0.15"]);
});
