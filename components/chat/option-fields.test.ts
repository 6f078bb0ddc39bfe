import { expect, it } from "vitest";
import type { OptionSchema } from "./desk";
import { optionMistake, optionValues, shownOptions } from "./option-fields";

const schemas: Record<string, OptionSchema> = {
  max_output_tokens: { type: "integer", minimum: 1, maximum: 2000 },
  temperature: { type: "number", minimum: 0, maximum: 2 },
  reasoning_effort: { enum: ["low", "high"] },
  stop: {},
  logit_bias: { type: "object" },
};

it("says what would be right", () => {
  const of = (name: string, text: string) => optionMistake(schemas[name] ?? {}, text);
  expect(of("temperature", "3.5")).toBe("From 0 to 2. 3.5 is too much.");
  expect(of("max_output_tokens", "0")).toBe("From 1 to 2,000. 0 is too little.");
  expect(of("max_output_tokens", "1.5")).toBe("From 1 to 2,000. Whole numbers only.");
  expect(of("temperature", "warm")).toBe("From 0 to 2. “warm” is no number.");
  expect(of("temperature", "")).toBeNull();
  expect(of("stop", "anything")).toBeNull();
});

it("sends numbers as numbers, and leaves out what is empty, wrong or not an option", () => {
  const texts = { temperature: "0.3", max_output_tokens: "", reasoning_effort: "low", other: "1" };
  expect(optionValues(schemas, texts)).toEqual({ temperature: 0.3, reasoning_effort: "low" });
  expect(optionValues(schemas, { temperature: "9" })).toEqual({});
});

it("offers what a field can hold", () => {
  expect(shownOptions(schemas).map(([name]) => name)).not.toContain("logit_bias");
});
