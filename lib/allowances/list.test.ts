import { beforeAll, expect, it } from "vitest";
import { makePerson } from "../auth/testing";
import type { Viewer } from "../auth/viewer";
import { posting } from "../db/chain";
import { testDatabase } from "../db/testing";
import { write } from "../db/write";
import { openModels } from "../models/open";
import { makeCall } from "../usage/testing";
import { allowanceJson } from "./allowance-json";
import { drawOn } from "./balances";
import { listEntries } from "./entries";
import { allAllowances, allowancesOf, listAllowances } from "./list";
import { removeAllowance } from "./remove";
import { allowancesQuery } from "./schemas";
import { makeAllowance, makeBalance } from "./testing";

testDatabase();
beforeAll(() => openModels());

const adminKey: Viewer = { kind: "admin-key", role: "admin" };
const now = Date.UTC(2026, 10, 20, 9);
const today = { periodStart: Date.UTC(2026, 10, 20), periodEnd: Date.UTC(2026, 10, 21) };
const amountCredits = 500_000_000;

const list = (viewer: Viewer, query: Record<string, string> = {}) =>
  listAllowances({ viewer, input: allowancesQuery.parse(query) }, now);

it("gives the shape of http-api.md, an unused allowance full", async () => {
  const ann = await makePerson();
  const own = { level: "user", subjectId: ann.userId, purpose: "chat" } as const;
  const made = await makeAllowance({ ...own, name: "Ann", amountCredits });
  const [unused] = (await list(ann)).data;
  expect(unused && allowanceJson(unused)).toEqual({
    id: made.id,
    name: "Ann",
    kind: "budget",
    level: "user",
    subject_id: ann.userId,
    purpose: "chat",
    model: null,
    window: "calendar-day",
    time_zone: "UTC",
    rollover: "none",
    period_credits: made.amountCredits,
    amount_credits: amountCredits,
    remaining_credits: amountCredits,
    reserved_credits: 0,
    spent_credits: 0,
    resets_at: today.periodEnd,
    returns_credits: null,
    grants: [],
    tokens: [{ model: "demo", output_tokens: 1_250_000, input_tokens: 5_000_000 }],
    people: 1,
    total_spent_credits: 0,
    created_at: made.createdAt,
  });
  const spent = { spentCredits: 499_999_999, reservedCredits: 5 };
  await makeBalance({ allowanceId: made.id, grantedCredits: amountCredits, ...today, ...spent });
  expect((await list(ann)).data[0]).toMatchObject({
    spentCredits: 499_999_999,
    reservedCredits: 5,
    remainingCredits: -4,
    tokens: [{ outputTokens: 0, inputTokens: 0 }],
  });
  await removeAllowance(made);
});

it("tells tokens of the models one used last, or of the one it is for", async () => {
  const ann = await makePerson();
  await makeCall(ann.userId, { model: "gone" });
  await makeCall(ann.userId, { model: "demo" });
  const cap = await makeAllowance({ kind: "cap", level: "user", subjectId: ann.userId });
  const narrow = await makeAllowance({ ...cap, id: `${cap.id}0`, model: "gone" });
  expect((await allowancesOf(ann.userId, now)).map(({ tokens }) => tokens)).toMatchObject([
    [{ model: "demo", name: "Demo model" }],
    [],
  ]);
  await removeAllowance(cap);
  await removeAllowance(narrow);
});

it("shows a member what binds them, an admin anybody's, in pages", async () => {
  const [ann, bob, root] = [await makePerson(), await makePerson(), await makePerson("admin")];
  const house = await makeAllowance();
  const each = await makeAllowance({ level: "each-user" });
  const own = await makeAllowance({ kind: "cap", level: "user", subjectId: ann.userId });
  const ids = async (...asked: Parameters<typeof list>) =>
    (await list(...asked)).data.map(({ id }) => id);
  expect(await ids(ann)).toEqual([own.id, each.id, house.id]);
  expect(await ids(bob)).toEqual([each.id, house.id]);
  expect(await ids(root, { user: ann.userId })).toEqual([own.id, each.id, house.id]);
  expect(await ids(adminKey, { all: "1" })).toEqual([own.id, each.id, house.id]);
  for (const query of [{ all: "1" }, { user: ann.userId }] as Record<string, string>[]) {
    await expect(list(bob, query)).rejects.toMatchObject({ code: "forbidden" });
  }
  await expect(list(adminKey)).rejects.toMatchObject({ code: "forbidden" });
  await expect(list(root, { user: "nobody" })).rejects.toMatchObject({ code: "not_found" });
  const first = await list(ann, { limit: "2" });
  expect(first.next_cursor).toBe(each.id);
  expect(await ids(ann, { limit: "2", cursor: each.id })).toEqual([house.id]);
  for (const made of [house, each, own]) await removeAllowance(made);
});

it("shows the mean of an each-user allowance, guests as one, an unused one full", async () => {
  const [ann] = [await makePerson(), await makePerson("guest")];
  const each = await makeAllowance({ level: "each-user", amountCredits: 1000 });
  expect((await allAllowances(now))[0]).toMatchObject({ spentCredits: 0, remainingCredits: 1000 });
  const balance = { allowanceId: each.id, grantedCredits: 1000, ...today };
  await makeBalance({ ...balance, subject: ann.userId, spentCredits: 30, reservedCredits: 20 });
  await makeBalance({ ...balance, subject: "guests", spentCredits: 5 });
  const [all] = await allAllowances(now);
  const holders = (all?.people ?? 0) + 1;
  const [spentCredits, reservedCredits] = [Math.ceil(35 / holders), Math.ceil(20 / holders)];
  const remainingCredits = 1000 - spentCredits - reservedCredits;
  const shown = { amountCredits: 1000, spentCredits, reservedCredits, remainingCredits };
  expect(all).toMatchObject(shown);
  expect(all && allowanceJson(all)).toMatchObject({ total_spent_credits: 35 });
  await removeAllowance(each);
});

it("shows an admin the whole ledger, others what was given and their own charges", async () => {
  const [ann, bob] = [await makePerson(), await makePerson()];
  const house = await makeAllowance();
  const each = await makeAllowance({ level: "each-user" });
  const subjects = [
    { allowance: house, subject: "" },
    { allowance: each, subject: ann.userId },
    { allowance: each, subject: bob.userId },
  ];
  const drawn = await drawOn(subjects, now);
  for (const { userId } of [ann, bob]) {
    const { id } = await makeCall(userId);
    await charge(drawn[0]?.balances[0]?.id ?? "", id);
  }
  const seen = async (viewer: Viewer, allowance: typeof house, user?: string) => {
    const { data } = await listEntries({ viewer, allowance, input: { limit: 50, user } });
    return data.map(({ kind, subject }) => [kind, subject]);
  };
  const opening = ["opening", ""];
  expect(await seen(ann, house)).toEqual([["charge", ""], opening]);
  expect(await seen(adminKey, house)).toEqual([["charge", ""], ["charge", ""], opening]);
  expect(await seen(ann, each)).toEqual([["opening", ann.userId]]);
  expect(await seen(adminKey, each, bob.userId)).toEqual([["opening", bob.userId]]);
  await expect(seen(ann, each, bob.userId)).rejects.toMatchObject({ code: "forbidden" });
});

async function charge(balanceId: string, usageId: string): Promise<void> {
  const row = { balanceId, usageId, kind: "charge" as const, credits: -5 };
  await write([], { prepare: posting([{ ...row, cause: "a call for chat", createdAt: now }]) });
}
