import { expect, it } from "vitest";
import { entryWords, untilWords } from "./entry-words";

type Told = Parameters<typeof entryWords>[0];

const entry = (over: Partial<Told>): Told => ({
  kind: "grant",
  credits: 5,
  cause: "granted",
  usageId: null,
  by: null,
  balance: "period",
  periodEnd: 1,
  ...over,
});

it("says every kind of entry in words", () => {
  const words: [Partial<Told>, string][] = [
    [{ kind: "opening" }, "A period began"],
    [{ kind: "opening", periodEnd: null }, "Opened with"],
    [{ kind: "opening", balance: "rolling" }, "Opened with"],
    [{ by: "Anneke" }, "Granted by Anneke"],
    [{ cause: "a voucher", by: "Mira" }, "Voucher redeemed by Mira"],
    [{ cause: "asked for and granted" }, "Asked for, granted"],
    [{ kind: "charge", credits: -5, usageId: "u" }, "A call"],
    [{ kind: "adjustment", credits: -5, usageId: "u" }, "A call cost more"],
    [{ kind: "adjustment", usageId: "u" }, "A call cost less"],
    [{ kind: "adjustment", credits: -5, by: "Anneke" }, "Amount lowered by Anneke"],
    [{ kind: "adjustment" }, "Amount raised"],
    [{ kind: "rollover", credits: -5 }, "Left for the next period"],
    [{ kind: "rollover" }, "Left from the period before"],
    [{ kind: "expiry", credits: -5 }, "A grant ended with this left"],
  ];
  for (const [over, expected] of words) expect(entryWords(entry(over))).toBe(expected);
});

it("says until when a grant lasts", () => {
  const now = Date.UTC(2026, 10, 20);
  const until = Date.UTC(2026, 11, 1);
  expect(untilWords(entry({ periodEnd: until }), now, "UTC")).toBe("until 30 November (UTC)");
  expect(untilWords(entry({ periodEnd: null }), now, "UTC")).toBe("until it is spent");
  expect(untilWords(entry({ kind: "charge" }), now, "UTC")).toBeNull();
});
