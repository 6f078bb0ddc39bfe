import { expect, it } from "vitest";
import type { Turn } from "./turn";
import { endingOf } from "./turn-words";

const turn: Turn = {
  id: "r",
  parentId: null,
  model: "haiku",
  prompt: "How big?",
  text: "About",
  reasoning: "",
  status: "done",
  finishReason: "stop",
  error: null,
  inputTokens: 10,
  outputTokens: 120,
  reasoningTokens: null,
  costCredits: 24_100_000,
  usageSource: "estimated",
  usageId: "u",
  durationMs: 1000,
  createdAt: 0,
  maxOutputTokens: 2000,
  reservedCredits: 1,
};
const ending = (over: Partial<Turn>) => endingOf({ ...turn, ...over }, "Claude Haiku 4.5");

it("says nothing of an answer that is whole", () => {
  expect(ending({})).toBeNull();
});

it("never lets half an answer pass as whole", () => {
  expect(ending({ status: "stopped" })?.words).toBe(
    "120 tokens are kept; 2.41 cents, estimated, because no usage came.",
  );
  expect(ending({ finishReason: "length" })?.words).toContain("reached its 2,000 tokens");
  const broken = { code: "upstream_failed", message: "The provider closed the connection." };
  expect(ending({ status: "interrupted", error: broken, usageSource: "provider" })).toEqual({
    tone: "danger",
    title: "The answer broke off",
    words: "The provider closed the connection. 120 tokens are kept; 2.41 cents.",
  });
});

it("does not say the same twice when the server said what became of the money", () => {
  const message = "The answer broke off after 28 tokens. It stalled. What came is kept.";
  const error = { code: "upstream_failed", message };
  expect(ending({ status: "interrupted", error })).toMatchObject({
    title: "The answer broke off after 28 tokens",
    words: "It stalled. What came is kept.",
  });
});

it("says when nothing was charged", () => {
  const nothing = { text: "", outputTokens: null, costCredits: 0, usageId: null };
  expect(ending({ ...nothing, status: "stopped" })?.words).toBe(
    "Nothing was written; nothing was charged.",
  );
  expect(ending({ ...nothing, status: "failed" })?.words).toContain("Nothing was charged");
});
