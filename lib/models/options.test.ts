import { expect, test } from "vitest";
import { PurserError } from "../errors";
import { demoModel } from "./demo-model";
import type { Model } from "./model";
import {
  everyOption,
  optionSchema,
  optionsJsonSchema,
  parseOptions,
  toCallOptions,
} from "./options";

function modelOf(maxOutputTokens: number | null): Model {
  return {
    key: 1,
    id: "m",
    name: "M",
    aliases: [],
    upstreamId: "m",
    endpointId: "e",
    endpoint: "E",
    provider: "openai-compatible",
    demo: false,
    keyed: true,
    minOutputTokens: null,
    ceilings: null,
    contextWindow: null,
    maxOutputTokens,
    options: optionSchema(everyOption, maxOutputTokens),
    written: [],
    priceAt: () => null,
    provide: () => demoModel,
  };
}

function errorsOf(raw: unknown, model = modelOf(100)) {
  try {
    parseOptions(model, raw);
  } catch (error) {
    if (error instanceof PurserError) return error.extra.errors ?? [];
    throw error;
  }
  throw new Error("It was not refused.");
}

test("values are converted", () => {
  const raw = { temperature: "0.3", max_output_tokens: "50", logit_bias: '{"50256": -100}' };
  expect(parseOptions(modelOf(100), raw)).toEqual({
    temperature: 0.3,
    max_output_tokens: 50,
    logit_bias: { "50256": -100 },
  });
  expect(parseOptions(modelOf(100), undefined)).toEqual({});
});

test("an unknown name is refused with the good ones", () => {
  const [error] = errorsOf({ temprature: 1 });
  expect(error?.path).toBe("options.temprature");
  expect(error?.message).toContain("max_output_tokens, temperature, top_p, stop, seed");
});

test.each([
  [{ temperature: 2.1 }, "options.temperature", "from 0 to 2"],
  [{ temperature: "warm" }, "options.temperature", "from 0 to 2"],
  [{ temperature: "" }, "options.temperature", "from 0 to 2"],
  [{ temperature: null }, "options.temperature", "from 0 to 2"],
  [{ top_p: -0.1 }, "options.top_p", "from 0 to 1"],
  [{ max_output_tokens: 0 }, "options.max_output_tokens", "from 1 to 100"],
  [{ max_output_tokens: 101 }, "options.max_output_tokens", "from 1 to 100"],
  [{ max_output_tokens: 1.5 }, "options.max_output_tokens", "whole number"],
  [{ seed: "x" }, "options.seed", "whole number"],
  [{ stop: ["a", "b", "c", "d", "e"] }, "options.stop", "up to four"],
  [{ stop: 3 }, "options.stop", "up to four"],
  [{ logit_bias: "{" }, "options.logit_bias", "map of token ids"],
  [{ reasoning_effort: "huge" }, "options.reasoning_effort", "minimal, low"],
])("%j is refused", (raw, path, message) => {
  const [error] = errorsOf(raw);
  expect(error?.path).toBe(path);
  expect(error?.message).toContain(message);
});

test("options that are no map are refused", () => {
  expect(errorsOf("temperature=1")[0]?.path).toBe("options");
});

test("the limit of a model whose own is unknown is a million", () => {
  const model = modelOf(null);
  expect(parseOptions(model, { max_output_tokens: 1_000_000 })).toBeTruthy();
  expect(errorsOf({ max_output_tokens: 1_000_001 }, model)[0]?.message).toContain("1000000");
});

test("the schema is shown as JSON Schema with help on each option", () => {
  const schema = optionsJsonSchema(modelOf(100));
  expect(schema).toMatchObject({
    type: "object",
    additionalProperties: false,
    properties: {
      max_output_tokens: { type: "integer", minimum: 1, maximum: 100 },
      temperature: { type: "number", minimum: 0, maximum: 2, description: expect.any(String) },
      reasoning_effort: { enum: expect.arrayContaining(["low"]) },
    },
  });
});

test("call options carry what is set and nothing else", () => {
  expect(toCallOptions({})).toEqual({});
  expect(
    toCallOptions({
      max_output_tokens: 9,
      temperature: 0,
      stop: "END",
      seed: 7,
      reasoning_effort: "low",
    }),
  ).toEqual({
    maxOutputTokens: 9,
    temperature: 0,
    stopSequences: ["END"],
    seed: 7,
    providerOptions: { purser: { reasoning_effort: "low" } },
  });
});
