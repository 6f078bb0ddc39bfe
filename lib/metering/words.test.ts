import { expect, it } from "vitest";
import { failureWords } from "./words";

const counts = { uncachedInput: 9, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 };
const free = { credits: 0, counts, usageSource: "estimated" as const };

it("says once that no answer came, where the provider just ended", () => {
  expect(failureWords({ kind: "no-end" }, "Testhost", free, "nothing")).toBe(
    "The provider ended without an answer. Nothing was charged.",
  );
  const charged = { ...free, credits: 24_100_000 };
  expect(failureWords({ kind: "no-end" }, "Testhost", charged, "nothing")).toBe(
    "The provider ended without an answer. What was sent cost 2.41 cents, estimated.",
  );
});

it("promises no minute for a limit that may be a quota", () => {
  expect(failureWords({ kind: "status", status: 429 }, "Testhost", free, "nothing")).toBe(
    "Nothing was charged. Testhost is at its limit. Try again later, or take another model.",
  );
});

const mendable = "An admin can mend its address.";

it.each([
  [302, `Testhost sent us to another address (302), which is not followed. ${mendable}`],
  [400, "Testhost refused the request (400). It may be too long for this model."],
  [500, "Testhost answered with an error (500). Try again, or take another model."],
])("says what status %s means", (status, words) => {
  expect(failureWords({ kind: "status", status }, "Testhost", free, "nothing")).toBe(
    `Nothing was charged. ${words}`,
  );
});
