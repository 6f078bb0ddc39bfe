import { expect, test } from "vitest";
import { parseEvent } from "./chat-chunk";

test("a byte order mark before an event or a reply is passed over, elsewhere it is no JSON", () => {
  expect(parseEvent('\uFEFF{"id":"a"}')).toEqual({ id: "a" });
  expect(parseEvent('{"id":"\uFEFFa"}')).toEqual({ id: "\uFEFFa" });
  for (const broken of ["\uFEFF\uFEFF{}", "{\uFEFF}", "\uFEFF", "\uFEFF[]"]) {
    expect(() => parseEvent(broken)).toThrow(expect.objectContaining({ failure: "broken" }));
  }
});
