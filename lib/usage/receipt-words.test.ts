import { expect, it } from "vitest";
import { adjustmentWords, boundWords, originWords, partWords, sourceWords } from "./receipt-words";

const hold = (input: object, more: object = {}) =>
  ({
    hold: {
      input_tokens_bound: 900,
      max_output_tokens: 100,
      bound: { input, asked_output_tokens: 100, max_output_tokens: 100, tier: null },
      ...more,
    },
  }) as unknown as Parameters<typeof boundWords>[0];

it("says how the input was bounded, also in ways that it does not know", () => {
  const text = { method: "tokenizer", bytes: 3000, messages: 2, tokens: 700 };
  expect(boundWords(hold(text))).toBe(
    "The input was counted with the model’s own tokenizer, 3,000 bytes in two messages.",
  );
  const extras = [
    { what: "image", by: "rule", count: 2, bytes: 90_000, tokens: 1700 },
    { what: "sound", by: "guess", count: 1, bytes: 5, tokens: 5 },
    { what: "broken" },
  ];
  expect(boundWords(hold({ ...text, extras }))).toMatch(
    /Beside the text: two images, at most 1,700 tokens by the provider’s rule; one sound, at most 5/,
  );
  expect(boundWords(hold({ method: "guess" }))).toBe("At most 900 tokens of input.");
  expect(boundWords({ hold: null })).toBeNull();
});

it("says which balance paid, who made the call, and what was corrected by whom", () => {
  const part = { cost_credits: 1, reserved_credits: 1, ends_at: null };
  expect(partWords({ ...part, balance: "grant", ends_at: Date.UTC(2026, 11, 2) }, "UTC")).toBe(
    "from a top-up until 1 December 2026 (UTC)",
  );
  expect(partWords({ ...part, balance: "grant" }, "UTC")).toBe("from a top-up");
  expect(partWords({ ...part, balance: "rollover" }, "UTC")).toMatch(/period before/);
  expect(originWords("gateway")).toBe("Made through /v1.");
  const adjustment = {
    ...{ id: "a", kind: "re-rating" as const, credits: 5, rates: null, counts: null },
    ...{ rerating_id: "r", created_by: "u", created_by_name: "Mira Okafor" },
    created_at: Date.UTC(2026, 11, 2),
  };
  expect(adjustmentWords(adjustment, "UTC")).toBe(
    "The price was corrected, by Mira Okafor, 2 December 2026",
  );
  const gone = { ...adjustment, created_by_name: null };
  expect(adjustmentWords(gone, "UTC")).toMatch(/somebody who is gone/);
  expect(adjustmentWords({ ...gone, created_by: null }, "UTC")).toMatch(/the server/);
});

it("says by whose word a call was settled", () => {
  const call = { usage_source: "estimated", reported: null, alert: null, status: "done" } as const;
  const words = (more: object, because = "done") =>
    sourceWords({ ...call, hold: { closed_because: because }, ...more });
  expect(words({})).toBe("estimated, because the provider sent no usage");
  expect(words({ usage_source: "provider" })).toBe("from the provider’s usage");
  expect(words({ usage_source: "provider", hold: null })).toBe("by the usage that was told");
  expect(words({ status: "stopped" })).toMatch(/it was stopped before/);
  expect(words({ status: "interrupted" })).toMatch(/it broke off before/);
  expect(words({ reported: {}, alert: "x" })).toMatch(/cannot be true/);
  expect(words({}, "done: cut at its limit")).toBe(
    "estimated, because more came than its limit and it was cut",
  );
});
