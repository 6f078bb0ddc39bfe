import { expect, test } from "vitest";
import { parseJson } from "./json";

test.each([
  ["", "it is empty"],
  ["{", "it ends too early"],
  ['{"a":', "it ends too early"],
  ['{"a": 1,\n "b": 01}', "it breaks at line 2, character 8"],
  ["{'a': 1}", "it breaks at line 1, character 2"],
  ["nope", '"o" has no place in it'],
  ["undefined", "it is no value of JSON"],
])("%j is no JSON, and where is said in our words", (text, where) => {
  const refusal = { code: "invalid", message: `The body is not JSON: ${where}.` };
  expect(() => parseJson(text)).toThrow(expect.objectContaining(refusal));
});

test("JSON is read", () => expect(parseJson(' {"a": [1]} ')).toEqual({ a: [1] }));
