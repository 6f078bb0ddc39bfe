import { expect, it } from "vitest";
import { blockedBy } from "./blocked";
import type { ChatModel, DeskAllowance } from "./desk";
import type { Problem } from "./problem";

const cent = 10_000_000;
const now = Date.UTC(2026, 10, 20, 16, 52);
const allowance: DeskAllowance = {
  id: "a",
  name: "Chat, each day",
  window: "calendar-day",
  timeZone: "UTC",
  amountCredits: 30 * cent,
  remainingCredits: 0.18 * cent,
  reservedCredits: 0,
  resetsAt: Date.UTC(2026, 10, 21),
};
const model: ChatModel = {
  id: "haiku",
  name: "Claude Haiku 4.5",
  endpoint: "Anthropic",
  demo: false,
  maxOutputTokens: 2000,
  minOutputTokens: null,
  counted: false,
  price: { input: 1_000_000, output: 5_000_000, tiers: [], source: "test" },
  options: {},
  allowanceIds: ["a"],
  paid: true,
  messageCredits: 0,
};
const asked = {
  model,
  allowances: [allowance],
  mine: { kind: "does-not-fit", neededCredits: 1.07 * cent, roomCredits: 0.18 * cent } as const,
  problem: null,
  offer: null,
  hasHistory: true,
  hasText: true,
  now,
  timeZone: "UTC",
};
const refusal: Problem = {
  code: "allowance_exhausted",
  detail: "",
  errors: [],
  retryAfterSeconds: null,
  allowance: {
    id: "a",
    name: "Chat, each day",
    neededCredits: 1.07 * cent,
    availableCredits: 0,
    reservedCredits: 2 * cent,
    resetsAt: null,
  },
};

it("says what happened to the money first, then the figures", () => {
  expect(blockedBy({ ...asked, problem: refusal })).toMatchObject({
    title: "Today’s allowance does not reach for this while answers are under way",
    why:
      "Nothing was sent and nothing was charged. With this much conversation before it, even a " +
      "short answer of Claude Haiku 4.5 can cost 1.07 cents, and nothing is left. 2.00 cents are " +
      "held for answers under way; what they do not need comes back when they end. Your message " +
      "is kept.",
    leftCredits: 0,
    isHeld: true,
  });
});

it("tells what is held from what is used up, also before sending", () => {
  const held = { ...allowance, remainingCredits: 0, reservedCredits: 1.06 * cent };
  const before = blockedBy({ ...asked, allowances: [held] });
  expect(before).toMatchObject({ isHeld: false, heldCredits: 1.06 * cent });
  expect(before?.title).toBe("Today’s allowance does not reach for this until 00:00 UTC");
  expect(before?.why).toContain("1.06 cents are held for answers under way.");
  const enough = { ...held, reservedCredits: 1.07 * cent };
  expect(blockedBy({ ...asked, allowances: [enough] })?.isHeld).toBe(true);
  const none = { ...held, reservedCredits: 0 };
  expect(blockedBy({ ...asked, allowances: [none] })?.title).toBe(
    "Today’s allowance is used up until 00:00 UTC",
  );
});

it("names no moment at which it would refill where all of it is too little", () => {
  const small = { ...allowance, amountCredits: cent };
  expect(blockedBy({ ...asked, allowances: [small] })).toMatchObject({
    title: "Today’s allowance does not reach for this",
    refillsAt: null,
  });
});

it("shows no other allowance in place of one that refused and is not known here", () => {
  const other = { ...refusal.allowance, id: "b", name: "Team" } as Problem["allowance"];
  const blocked = blockedBy({ ...asked, problem: { ...refusal, allowance: other } });
  expect(blocked).toMatchObject({
    title: "“Team” does not reach for this while answers are under way",
    allowance: null,
    refillsAt: null,
  });
});

it("knows before sending, from what is left", () => {
  const blocked = blockedBy({ ...asked, hasHistory: false, hasText: false });
  expect(blocked?.title).toBe("Today’s allowance does not reach for this until 00:00 UTC");
  expect(blocked?.why).toBe(
    "Even a short answer of Claude Haiku 4.5 can cost 1.07 cents, and 0.18 cents are left.",
  );
});

it("names it when nobody pays, and is silent while there is room", () => {
  expect(blockedBy({ ...asked, model: { ...model, paid: false } })?.title).toBe(
    "Nothing of yours pays for Claude Haiku 4.5",
  );
  const fits = {
    kind: "fits",
    holdCredits: 1,
    maxOutputTokens: 2000,
    askedOutputTokens: 2000,
    lowered: false,
    tokensAfter: 5,
  } as const;
  expect(blockedBy({ ...asked, mine: fits })).toBeNull();
});

it("tells when it refills in the reader's zone", () => {
  expect(blockedBy({ ...asked, timeZone: "Europe/Berlin" })?.title).toMatch(
    /until 21 November 01:00 (CET|GMT\+1)$/,
  );
});

it("names no moment at which a rolling window would be full again", () => {
  const rolling = { ...allowance, window: "rolling-24h", remainingCredits: 0 };
  const { title } = blockedBy({ ...asked, allowances: [rolling] }) ?? {};
  expect(title).toBe("The allowance is used up for now");
});
