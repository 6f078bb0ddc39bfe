import { expect, test } from "vitest";
import { markDigits, unmarkDigits } from "./digits";

test("marked numbers come back, also of JSON that is a text in another", () => {
  const text = '{"id":1234567890123456789,"n":[-12345678901234567890,1e999,1.5,9007199254740992]}';
  const marked = JSON.parse(markDigits(text)) as { n: unknown[] };
  expect(marked.n.slice(1)).toEqual([expect.any(String), 1.5, 9007199254740992]);
  const within = JSON.stringify({ a: JSON.stringify({ b: JSON.stringify(marked) }) });
  const out = JSON.parse(unmarkDigits(within)) as { a: string };
  expect((JSON.parse(out.a) as { b: string }).b).toBe(text);
  for (const odd of ['{"a":"1234567890123456789', "1234567890123456789", ""]) {
    expect(unmarkDigits(markDigits(odd))).toBe(odd);
  }
});
