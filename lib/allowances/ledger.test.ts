import { afterAll, beforeAll, expect, it } from "vitest";
import type { Viewer } from "../auth/viewer";
import { makeUser, testDatabase } from "../db/testing";
import { close } from "../ledger/close";
import { reserve } from "../ledger/reserve";
import { askOf, bookErrors, callOf, endingOf } from "../ledger/testing";
import { openModels } from "../models/open";
import { makeKey } from "../usage/testing";
import { grant } from "./grant";
import { readLedger } from "./ledger";
import { type Pot, runningOf } from "./running";
import { makeAllowance } from "./testing";

testDatabase();
beforeAll(() => openModels());
afterAll(async () => expect(await bookErrors()).toEqual([]));

const admin = { kind: "admin-key", role: "admin" } as const;
const member = (userId: string): Viewer => ({
  ...{ kind: "person", role: "member", userId, name: "Mira", email: null },
  ...{ keyId: null, keyPurpose: null },
});

/** A call that takes so many tokens of a thousand credits each. */
async function spend(userId: string, tokens: number, keyId: string | null = null): Promise<void> {
  const input = { method: "bytes" as const, bytes: 0, messages: 0, tokens: 0 };
  await close(
    await reserve(askOf({ ...callOf(userId), keyId }, { input, outputTokens: tokens })),
    endingOf(0, tokens),
  );
}

async function granted(level: "user" | "instance") {
  const userId = await makeUser();
  const subjectId = level === "user" ? userId : null;
  const allowance = await makeAllowance({
    ...{ level, subjectId, window: "none", amountCredits: 10_000 },
    ...(level === "instance" && { purpose: "chat" }),
  });
  await spend(userId, 1);
  const input = { credits: 5000, expiresAt: Date.now() + 3_600_000, note: null, userId: null };
  await grant({ viewer: admin, allowance, input, attempt: null });
  await spend(userId, 8);
  return { userId, allowance };
}

it("is one line for each call, with what was left after it", async () => {
  const { userId, allowance } = await granted("user");
  const { lines, next } = await readLedger({
    viewer: member(userId),
    allowance,
    input: { limit: 50 },
  });
  expect(next).toBeNull();
  expect(lines.map(({ kind, credits, afterCredits }) => [kind, credits, afterCredits])).toEqual([
    ["charge", -8000, 6000],
    ["grant", 5000, 14_000],
    ["charge", -1000, 9000],
    ["opening", 10_000, 10_000],
  ]);
});

it("says with which key a call was made", async () => {
  const { userId, allowance } = await granted("user");
  await spend(userId, 1, await makeKey(userId, "Robot"));
  const input = { limit: 50 };
  const { lines } = await readLedger({ viewer: member(userId), allowance, input });
  const call = { model: "test/model", purpose: "chat", origin: "chat" };
  expect(lines.slice(0, 3).map((line) => line.call)).toEqual([
    { ...call, keyName: "Robot" },
    { ...call, keyName: null },
    null,
  ]);
});

it("does not part a call where a page ends, and goes on with what was left", async () => {
  const { userId, allowance } = await granted("user");
  await spend(userId, 1);
  const viewer = member(userId);
  // Of the call before, one of two entries would be on the first page.
  const first = await readLedger({ viewer, allowance, input: { limit: 2 } });
  expect(first.lines.map(({ credits }) => credits)).toEqual([-1000]);
  const input = { limit: 3, cursor: first.next ?? "" };
  const second = await readLedger({ viewer, allowance, input });
  expect(second.lines.map(({ credits, afterCredits }) => [credits, afterCredits])).toEqual([
    [-8000, 6000],
    [5000, 14_000],
  ]);
});

it("says nothing of what is left of a shared one to whoever does not see all of it", async () => {
  const { userId, allowance } = await granted("instance");
  const input = { limit: 50 };
  const seen = async (viewer: Viewer) =>
    (await readLedger({ viewer, allowance, input })).lines.map(({ afterCredits }) => afterCredits);
  expect(new Set(await seen(member(userId)))).toEqual(new Set([null]));
  expect((await seen(admin))[0]).toBe(6000);
});

it("begins with each period, and leaves out what came to one that was over", () => {
  const pot = (id: string, start: number, end: number | null, sumCredits: number): Pot => ({
    ...{ id, subject: "", kind: "period", periodStart: start, periodEnd: end, sumCredits },
  });
  const pots = [pot("monday", 0, 10, 25), pot("tuesday", 10, 20, 28)];
  const entry = (id: string, balanceId: string, credits: number, createdAt: number) => ({
    ...{ id, balanceId, credits, createdAt, subject: "" },
    kind: credits > 0 ? ("opening" as const) : ("charge" as const),
  });
  const entries = [
    entry("4", "tuesday", -2, 13),
    entry("3", "monday", -1, 12),
    entry("2", "tuesday", 30, 11),
    entry("1", "monday", -4, 5),
    entry("0", "monday", 30, 1),
  ];
  expect(runningOf(entries, pots)).toEqual([28, null, 30, 26, 30]);
  // After a change of the window two periods overlap: neither is all there is.
  expect(runningOf(entries, [...pots, pot("month", 0, 30, 5)])[0]).toBeNull();
});

it("says nothing before a period is opened: its amount is there, and not posted yet", async () => {
  const userId = await makeUser();
  const mine = { level: "user", subjectId: userId, amountCredits: 10_000 } as const;
  const allowance = await makeAllowance(mine);
  const input = { credits: 5000, expiresAt: null, note: null, userId: null };
  await grant({ viewer: admin, allowance, input, attempt: null });
  await spend(userId, 2);
  const asked = { viewer: member(userId), allowance, input: { limit: 50 } };
  const { lines } = await readLedger(asked);
  expect(lines.map(({ kind, afterCredits }) => [kind, afterCredits])).toEqual([
    ["charge", 13_000],
    ["opening", 15_000],
    ["grant", null],
  ]);
});
