import { expect, it } from "vitest";
import { keyOnPhone } from "./key-words";

it("tells on a phone what has no column there, the end first of all", () => {
  const plain = { limits: [], left: null, ends: "never", asItIs: { neverEnds: true } };
  expect(keyOnPhone(plain)).toBe("never ends");
  const left = { amount: "2.99 cents left", note: "of 3.00 cents each day", isUsedUp: false };
  const ends = "30 November 2026 (UTC)";
  const limits = ["chat", "five calls a minute"];
  expect(keyOnPhone({ limits, left, ends, asItIs: { neverEnds: false } })).toBe(
    "chat, five calls a minute, 2.99 cents left, of 3.00 cents each day, " +
      "ends 30 November 2026 (UTC)",
  );
});
