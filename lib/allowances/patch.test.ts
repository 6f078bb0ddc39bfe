import { eq, sql } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { makePerson } from "../auth/testing";
import type { Person, Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { balances, entries } from "../db/schema";
import { testDatabase } from "../db/testing";
import { openModels } from "../models/open";
import { drawOn } from "./balances";
import type { Allowance } from "./choose";
import { grant } from "./grant";
import { listAllowances } from "./list";
import { liveAllowances } from "./live";
import { patchAllowance } from "./patch";
import { patchAllowanceBody } from "./schemas";
import { standingsOf } from "./standing";
import { makeAllowance, makeBalance } from "./testing";

testDatabase();
beforeAll(() => openModels());

const admin: Viewer = { kind: "admin-key", role: "admin" };
const wednesday = Date.UTC(2026, 10, 18, 12);
const hour = 3_600_000;

const patch = (allowance: Allowance, body: unknown, viewer: Viewer = admin, now = wednesday) =>
  patchAllowance({ viewer, allowance, input: patchAllowanceBody.parse(body), now });

const balancesOf = ({ id }: Allowance) =>
  db().select().from(balances).where(eq(balances.allowanceId, id)).orderBy(balances.id);

/** INV2: granted minus spent is what the entries add up to. */
async function unfolded(): Promise<unknown[]> {
  return db().all(sql`select id from balances b where granted_credits - spent_credits <>
    (select coalesce(sum(credits), 0) from entries where balance_id = b.id)`);
}

it("posts an adjustment to each balance of the running period, and only there", async () => {
  const allowance = await makeAllowance({ level: "each-user", amountCredits: 300 });
  const today = { periodStart: Date.UTC(2026, 10, 18), periodEnd: Date.UTC(2026, 10, 19) };
  const yesterday = { periodStart: Date.UTC(2026, 10, 17), periodEnd: today.periodStart };
  const each = { allowanceId: allowance.id, grantedCredits: 300 };
  await makeBalance({ ...each, ...yesterday, subject: "ann", spentCredits: 10 });
  const ann = await makeBalance({ ...each, ...today, subject: "ann", spentCredits: 260 });
  await makeBalance({ ...each, ...today, subject: "bob" });
  const changed = await patch(allowance, { credits: 250 }, await makePerson("admin"));
  expect(changed.amountCredits).toBe(250);
  const rows = await balancesOf(allowance);
  expect(rows.map((row) => [row.subject, row.grantedCredits, row.spentCredits])).toEqual([
    ["ann", 300, 10],
    ["ann", 250, 260],
    ["bob", 250, 0],
  ]);
  const posted = await db().select().from(entries).where(eq(entries.balanceId, ann.id));
  expect(posted.map(({ kind, credits }) => [kind, credits])).toEqual([
    ["opening", 300],
    ["charge", -260],
    ["adjustment", -50],
  ]);
  expect(await unfolded()).toEqual([]);
});

it("posts nothing when the amount stays, and the difference when it moves twice", async () => {
  const allowance = await makeAllowance({ window: "none", amountCredits: 100 });
  const { id } = await makeBalance({ allowanceId: allowance.id, grantedCredits: 100 });
  const renamed = await patch(allowance, { name: "New name" });
  await patch(renamed, { amount_credits: 180 });
  await patch(renamed, { usd: "0.00000015" });
  const posted = await db().select().from(entries).where(eq(entries.balanceId, id));
  expect(posted.map(({ credits }) => credits)).toEqual([100, 80, -30]);
  expect((await liveAllowances()).find((live) => live.id === allowance.id)).toMatchObject({
    name: "New name",
    amountCredits: 150,
  });
  expect(await unfolded()).toEqual([]);
});

it("agrees with itself when two admins change the amount at once", async () => {
  const allowance = await makeAllowance({ window: "none", amountCredits: 100 });
  await makeBalance({ allowanceId: allowance.id, grantedCredits: 100 });
  const amounts = [40, 70, 90, 120, 10];
  await Promise.all(amounts.map((credits) => patch(allowance, { credits })));
  const live = (await liveAllowances()).find(({ id }) => id === allowance.id);
  const [balance] = await balancesOf(allowance);
  expect(amounts).toContain(live?.amountCredits);
  expect(balance?.grantedCredits).toBe(live?.amountCredits);
  expect(await unfolded()).toEqual([]);
});

it("starts a new period with a new window, unless it starts when the old one did", async () => {
  const now = wednesday;
  const allowance = await makeAllowance({ amountCredits: 100 });
  await drawOn([{ allowance, subject: "" }], now);
  const weekly = await patch(allowance, { window: "calendar-week", credits: 500 });
  const [drawn] = await drawOn([{ allowance: weekly, subject: "" }], now);
  expect(drawn?.balances[0]).toMatchObject({
    periodStart: Date.UTC(2026, 10, 16),
    periodEnd: Date.UTC(2026, 10, 23),
    grantedCredits: 500,
  });
  const daily = await patch(weekly, { window: "calendar-day", credits: 80 });
  expect((await drawOn([{ allowance: daily, subject: "" }], now))[0]?.balances[0]).toMatchObject({
    periodStart: Date.UTC(2026, 10, 18),
    grantedCredits: 80,
  });
  const monday = Date.UTC(2026, 10, 23, 1);
  const again = await drawOn([{ allowance: daily, subject: "" }], monday);
  const longer = await patch(daily, { window: "calendar-week" }, admin, monday + hour);
  const [same] = await drawOn([{ allowance: longer, subject: "" }], monday + hour);
  const ends = { periodEnd: Date.UTC(2026, 10, 30) };
  expect(same?.balances).toEqual([{ ...again[0]?.balances[0], ...ends }]);
  expect(await unfolded()).toEqual([]);
});

it("checks the whole of what it would become", async () => {
  const ann = await makePerson();
  const allowance = await makeAllowance({ level: "user", subjectId: ann.userId });
  await expect(patch(allowance, { purpose: "lunch" })).rejects.toMatchObject({ code: "invalid" });
  await expect(patch(allowance, { level: "group" })).rejects.toMatchObject({ code: "invalid" });
  expect(await patch(allowance, { level: "each-user" })).toMatchObject({ subjectId: null });
  expect(patchAllowanceBody.safeParse({ credits: 1, usd: 1 }).success).toBe(false);
  expect(patchAllowanceBody.safeParse({ remaining_credits: 1 }).success).toBe(false);
});

it("keeps a member's own cap a cap on themselves", async () => {
  const ann = await makePerson();
  const own = { kind: "cap", level: "user", subjectId: ann.userId } as const;
  const cap = await makeAllowance({ ...own, createdBy: ann.userId });
  expect(await patch(cap, { credits: 7, model: "demo" }, ann)).toMatchObject({ amountCredits: 7 });
  for (const body of [{ kind: "budget" }, { level: "instance" }, { subject_id: "other" }]) {
    await expect(patch(cap, body, ann)).rejects.toMatchObject({ code: "forbidden" });
  }
});

it("amount_credits is the amount with what is granted and rolled over in force", async () => {
  const over = { window: "calendar-day", rollover: "period", amountCredits: 100 } as const;
  const allowance = await makeAllowance({ ...over, createdAt: wednesday - 72 * hour });
  const yesterday = { periodStart: Date.UTC(2026, 10, 17), periodEnd: Date.UTC(2026, 10, 18) };
  const used = { grantedCredits: 100, spentCredits: 70 };
  await makeBalance({ allowanceId: allowance.id, ...yesterday, ...used });
  const give = (credits: number, expiresAt: number | null) => {
    const input = { credits, expiresAt, note: null, userId: null };
    return grant({ viewer: admin, allowance, input, attempt: null }, wednesday);
  };
  await give(40, wednesday + hour);
  await give(5, null);
  // Nobody has drawn on today's yet: 30 of yesterday's will roll over to it.
  const first = await patch(allowance, { amount_credits: 200 });
  expect(first.amountCredits).toBe(125);
  await drawOn([{ allowance: first, subject: "" }], wednesday);
  const second = await patch(first, { amount_credits: 80 });
  expect(second.amountCredits).toBe(5);
  const [listed] = await standingsOf([{ allowance: second, subject: "" }], wednesday);
  expect(listed).toMatchObject({ amountCredits: 80, remainingCredits: 80 });
  const refused = patch(second, { amount_credits: 74 });
  await expect(refused).rejects.toMatchObject({ code: "invalid" });
  await expect(refused).rejects.toThrow(/are granted or rolled over\. That or more is right/);
  const later = await patch(second, { amount_credits: 74 }, admin, wednesday + 2 * hour);
  expect(later.amountCredits).toBe(39);
  expect(await unfolded()).toEqual([]);
  const each = await makeAllowance({ level: "each-user", amountCredits: 100 });
  expect(await patch(each, { amount_credits: 60 })).toMatchObject({ amountCredits: 60 });
});

it("a cap of one's own has a limit, in a change as well", async () => {
  const ann = await makePerson();
  const own = { kind: "cap", level: "user", subjectId: ann.userId } as const;
  const cap = await makeAllowance({ ...own, createdBy: ann.userId, window: "rolling-7d" });
  for (const body of [{ usd: "1000000.000000001" }, { amount_credits: 10 ** 15 + 1 }]) {
    const refused = patch(cap, body, ann);
    await expect(refused).rejects.toThrow("A cap on yourself of at most $1,000,000.00 is right.");
    expect(await patch(cap, body)).toMatchObject({ kind: "cap" });
  }
  expect(await patch(cap, { usd: 1_000_000 }, ann)).toMatchObject({ amountCredits: 10 ** 15 });
});

it("what GET says, sent back, changes nobody's balance where each has their own", async () => {
  const now = Date.now();
  const over = { level: "each-user", rollover: "period", amountCredits: 1_000 } as const;
  const allowance = await makeAllowance({ ...over, createdAt: now - 30 * 24 * hour });
  const people = [await makePerson("admin"), await makePerson(), await makePerson()];
  const [boss, ann] = people as [Person, Person];
  const give = (userId: string, credits: number, expiresAt: number | null) =>
    grant({
      viewer: admin,
      allowance,
      input: { credits, expiresAt, note: null, userId },
      attempt: null,
    });
  await give(boss.userId, 100, null);
  await give(ann.userId, 7, null);
  await give(ann.userId, 33, now + 24 * hour);
  // One has begun today's, another one only holds grants, and the third has nothing yet.
  await drawOn([{ allowance, subject: ann.userId }], now);
  const before = await everything(allowance);
  const said = async (input: { all?: boolean; user?: string }, viewer: Viewer) => {
    const { data } = await listAllowances({ viewer, input: { limit: 200, ...input } });
    return data.find(({ id }) => id === allowance.id)?.amountCredits ?? 0;
  };
  const [toAll, toBoss] = [await said({ all: true }, admin), await said({}, boss)];
  expect(toAll).not.toBe(1_000);
  expect(toBoss).not.toBe(toAll);
  for (const [viewer, amount_credits] of [
    [admin, toAll],
    [boss, toAll],
    [boss, toBoss],
  ] as const) {
    const same = await patch(allowance, { amount_credits }, viewer, now);
    expect(same.amountCredits).toBe(1_000);
    expect(await everything(allowance)).toEqual(before);
  }
  const raised = await patch(allowance, { amount_credits: toAll + 10 }, admin, now);
  expect(raised.amountCredits).toBe(1_010);
  expect(await said({ user: ann.userId }, admin)).toBe(1_000 + 7 + 33 + 1_000 + 10);
});

/** The allowance with all its balances and entries. */
async function everything({ id }: Allowance): Promise<unknown[]> {
  return db().all(sql`select a.amount_credits, b.*, e.* from allowances a
    left join balances b on b.allowance_id = a.id left join entries e on e.balance_id = b.id
    where a.id = ${id} order by b.id, e.seq`);
}

it("tells of a change that came before anything was drawn on", async () => {
  const allowance = await makeAllowance({ amountCredits: 300 });
  await patch(allowance, { name: "Renamed" });
  expect(await balancesOf(allowance)).toEqual([]);
  await patch(allowance, { credits: 250 }, await makePerson("admin"));
  const [balance] = await balancesOf(allowance);
  expect(balance).toMatchObject({ grantedCredits: 250, spentCredits: 0 });
  const posted = await db()
    .select()
    .from(entries)
    .where(eq(entries.balanceId, balance?.id ?? ""));
  expect(posted.map(({ kind, credits }) => [kind, credits])).toEqual([
    ["opening", 300],
    ["adjustment", -50],
  ]);
  expect(await unfolded()).toEqual([]);
});
