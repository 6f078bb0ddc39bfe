import { expect, it } from "vitest";
import { type Left, messagesWords, noticesBeside } from "./left";

const left = (remainingCredits: number, tone: Left["tone"] = "plenty"): Left => ({
  allowance: {
    id: "a",
    name: "Chat",
    window: "calendar-day",
    timeZone: "UTC",
    amountCredits: 1000,
    remainingCredits,
    reservedCredits: 0,
    resetsAt: null,
  },
  tokens: remainingCredits,
  tone,
});

it("never says that there are about no messages", () => {
  const words = (credits: number, tone?: Left["tone"]) =>
    messagesWords(left(credits, tone), { messageCredits: 10 }, true);
  expect(words(4866)).toBe("about 490 messages like your usual ones");
  expect(words(19)).toBe("about 1 message like your usual one");
  expect(words(9, "low")).toBe("less than a message like your usual ones");
  expect(words(3, "out")).toBeNull();
  expect(words(-20, "out")).toBeNull();
  expect(messagesWords(left(9), { messageCredits: 10 }, false)).toBe("less than a message");
  expect(messagesWords(left(9), { messageCredits: 0 }, true)).toBeNull();
});

it("does not say that half is spent beside nothing left, as while the rest is held", () => {
  const notice = (id: string, threshold: number) => ({
    threshold,
    allowance: { id, name: id, kind: "budget" as const, window: "none", time_zone: "UTC" },
  });
  const all = [notice("a", 50), notice("a", 100), notice("b", 50)];
  const told = (tone: Left["tone"]) =>
    noticesBeside(all as Parameters<typeof noticesBeside>[0], left(0, tone)).length;
  expect(told("out")).toBe(2);
  expect(told("low")).toBe(3);
});
