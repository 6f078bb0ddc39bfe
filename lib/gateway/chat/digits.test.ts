import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonOf, parseJson } from "./body";

const sent = (text: string, changes = {}) =>
  jsonOf(parseJson(Buffer.from(text)), changes).toString();

test("numbers that a double does not hold go out with the digits they came with", () => {
  const long = "12345678901234567890";
  const text = `{"model":"a","seed":${long},"tools":[{"max":-9223372036854775807,"e":[1e400]}]}`;
  expect(sent(text, { model: "b" })).toBe(text.replace('"a"', '"b"'));
  expect(sent(`{"seed":${long},"n":1}`, { seed: 7 })).toBe('{"seed":7,"n":1}');
});

test("texts that look like numbers or strings stay as they are", () => {
  const says = { content: '12345678901234567890 "1234567890123456789" \\' };
  const text = `{"a":${JSON.stringify(says)},"seed":12345678901234567891}`;
  expect(sent(text)).toBe(text);
});

test("of a name given twice the last counts, in what is checked and in what is sent", () => {
  const text = '{"n":12345678901234567890,"m":{"a":1,"a":12345678901234567891},"n":1}';
  expect(sent(text)).toBe('{"n":1,"m":{"a":12345678901234567891}}');
});

test("whatever a body is, what is sent is the same value", () => {
  const value = fc
    .jsonValue()
    .chain((any) => fc.record({ any: fc.constant(any), seed: fc.bigInt() }));
  fc.assert(
    fc.property(value, ({ any, seed }) => {
      const text = `{"any": ${JSON.stringify(any)}, "x": [${seed}], "model": "a"}`;
      const out = sent(text, { model: "b" });
      expect(JSON.parse(out)).toEqual({ ...JSON.parse(text), model: "b" });
      expect(out).toContain(`"x":[${seed}]`);
    }),
  );
});
