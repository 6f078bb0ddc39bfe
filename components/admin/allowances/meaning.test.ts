import { expect, it } from "vitest";
import { type AllowanceRow, bodyOf, draftOf, newDraft } from "./draft";
import { meaningOf } from "./meaning";

const cent = 10_000_000;
const models = [
  { value: "haiku", label: "Haiku 4.5", rate: 5_000_000 },
  { value: "free", label: "Free", rate: 0 },
  { value: "unpriced", label: "Unpriced", rate: null },
];

const row: AllowanceRow = {
  id: "a",
  name: "Chat, each day",
  kind: "budget",
  level: "each-user",
  subjectId: null,
  purpose: "chat",
  model: null,
  window: "calendar-day",
  timeZone: "UTC",
  amountCredits: 30 * cent,
  rollover: "none",
  forWords: "each of 7",
  modelWords: "any",
  remainingCredits: 0,
  reservedCredits: 0,
  totalCredits: 0,
  besideWords: "",
  spentEach: [10, 26, 27].map((cents) => cents * cent),
  people: 7,
  refills: "00:00 UTC",
  configured: false,
};

const meaning = (over: object, of: AllowanceRow | null = row) =>
  meaningOf({ ...(of ? draftOf(of) : newDraft), ...over }, of, models);

it("says from what, what it buys, and who has spent more already", () => {
  expect(meaning({ amount: "25.00" })).toEqual({
    words: "From 30.00. Buys 50,000 tokens of Haiku 4.5. Takes effect at once.",
    warning: "2 of 7 people have spent more than that and wait until 00:00 UTC.",
  });
  expect(meaning({ amount: "40" })?.warning).toBeNull();
  expect(meaning({ amount: "26.5" })?.warning).toMatch(/^1 person has .* waits until/);
  expect(meaning({ amount: "five" })).toBeNull();
});

it("says that a new window starts from nothing spent", () => {
  expect(meaning({ amount: "5", window: "calendar-week" })).toEqual({
    words:
      "From 30.00. Buys 10,000 tokens of Haiku 4.5. A new period begins: what was spent until " +
      "now does not count in it.",
    warning: null,
  });
});

it("says what a new one does", () => {
  expect(meaning({ amount: "10", model: "free" }, null)?.words).toBe(
    "Free costs nothing. Each person gets it from the next call on.",
  );
  expect(meaning({ amount: "10", model: "unpriced", kind: "cap" }, null)?.words).toBe(
    "It limits and pays for nothing.",
  );
});

it("sends what was typed, exactly", () => {
  expect(bodyOf({ ...newDraft, subject: "group:g1", amount: "0.0000001" })).toMatchObject({
    level: "group",
    subject_id: "g1",
    purpose: null,
    credits: 1,
  });
  expect(bodyOf({ ...newDraft, amount: "1,5" })).toBeNull();
  expect(bodyOf(draftOf(row))).toMatchObject({ level: "each-user", subject_id: null });
});
