import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { grant } from "../allowances/grant";
import { removeAllowance } from "../allowances/remove";
import { makeAllowance } from "../allowances/testing";
import { makePerson } from "../auth/testing";
import type { Person } from "../auth/viewer";
import { usualConfig } from "../config";
import { db } from "../db/client";
import { deliveries, facts, notices, users } from "../db/schema";
import { testDatabase } from "../db/testing";
import { env } from "../env";
import { close, closing } from "../ledger/close";
import { reserve } from "../ledger/reserve";
import { askOf, bookErrors, callOf, endingOf } from "../ledger/testing";
import { writeClose } from "../metering/closing";
import { openModels } from "../models/open";
import { setOne } from "../one";
import { listNotices, noticeToSee, openNotices } from "./list";
import { noticeMissed, startNoticing } from "./look";
import { putAway } from "./see";

testDatabase();
beforeAll(() => openModels());
beforeEach(() => setOne("config", usualConfig));
afterAll(async () => expect(await bookErrors()).toEqual([]));

const hour = 3_600_000;
const day = 24 * hour;
const admin = { kind: "admin-key", role: "admin" } as const;
/** A token is 1,000 credits. */
const perToken = 1000;

type Row = Parameters<typeof makeAllowance>[0];

/** A person with an allowance of a hundred tokens of their own. */
async function owner(over: Row = {}) {
  const person = await makePerson();
  const own = { level: "user", subjectId: person.userId, amountCredits: 100 * perToken } as const;
  return { person, allowance: await makeAllowance({ ...own, name: "Own", ...over }) };
}

async function spend({ userId }: Person, tokens: number, now = Date.now()) {
  const input = { method: "bytes" as const, bytes: 0, messages: 0, tokens: 0 };
  const held = await reserve(askOf(callOf(userId), { input, outputTokens: tokens, now }));
  await close(held, endingOf(0, tokens));
}

/** Entries are numbered by the true time, so that with another one all is looked at again. */
async function look(now: number) {
  await db().delete(facts);
  await noticeMissed(now);
}

const noticed = async (allowanceId: string) => {
  const rows = await db().select().from(notices).where(eq(notices.allowanceId, allowanceId));
  return rows.map(({ threshold }) => threshold).sort((a, b) => a - b);
};

it("notices each threshold once in a period, and again in the next", async () => {
  const { person, allowance } = await owner({ createdAt: 0 });
  const now = Date.now();
  await spend(person, 49, now);
  await look(now);
  expect(await noticed(allowance.id)).toEqual([]);
  await spend(person, 1, now);
  await Promise.all([look(now), look(now), look(now)]);
  expect(await noticed(allowance.id)).toEqual([50]);
  await spend(person, 46, now);
  await look(now);
  await look(now);
  expect(await noticed(allowance.id)).toEqual([50, 80, 95]);
  const tomorrow = now + day;
  await spend(person, 100, tomorrow);
  await look(tomorrow);
  expect(await noticed(allowance.id)).toEqual([50, 50, 80, 80, 95, 95, 100]);
});

it("notices a rolling window once in its length", async () => {
  const { person, allowance } = await owner({ window: "rolling-24h" });
  const now = Date.now();
  await spend(person, 85, now - 10 * hour);
  await look(now);
  await look(now + hour);
  expect(await noticed(allowance.id)).toEqual([50, 80]);
  const later = now + 15 * hour;
  await spend(person, 60, later);
  await look(later);
  expect(await noticed(allowance.id)).toEqual([50, 80]);
  await look(now + day + hour);
  expect(await noticed(allowance.id)).toEqual([50, 50, 80]);
});

it("begins anew with a top-up where nothing else refills it", async () => {
  const { person, allowance } = await owner({ window: "none" });
  await spend(person, 100);
  await look(Date.now());
  expect(await noticed(allowance.id)).toEqual([50, 80, 95, 100]);
  const input = { credits: 100 * perToken, expiresAt: null, note: null, userId: null };
  await grant({ viewer: admin, allowance, input, attempt: null }, Date.now() + 1);
  await look(Date.now());
  await look(Date.now());
  expect(await noticed(allowance.id)).toEqual([50, 50, 80, 95, 100]);
});

it("is seen by whom it concerns: a person's own by them, shared ones by admins", async () => {
  const { person, allowance } = await owner();
  const shared = await makeAllowance({ name: "All", amountCredits: 50 * perToken });
  const boss = await makePerson("admin");
  const other = await makePerson();
  await spend(person, 50);
  await look(Date.now());
  const seenBy = async (viewer: Person) =>
    (await openNotices(viewer)).map((n) => `${n.allowance.name} ${n.threshold}`);
  expect(await seenBy(person)).toEqual(["Own 50"]);
  expect(await seenBy(boss)).toEqual(["All 100"]);
  expect(await seenBy(other)).toEqual([]);
  const [own] = await openNotices(person);
  await expect(noticeToSee(other, own?.id ?? "")).rejects.toMatchObject({ code: "not_found" });
  await expect(noticeToSee(boss, own?.id ?? "")).rejects.toMatchObject({ code: "not_found" });
  const all = await listNotices({ viewer: boss, input: { limit: 50 } });
  expect(new Set(all.data.map((n) => n.allowanceId))).toEqual(new Set([shared.id]));
  expect(await noticed(allowance.id)).toEqual([50]);
  await removeAllowance(shared);
  expect(await seenBy(boss)).toEqual([]);
});

it("is put away for one person, with what is below it, and gone when it is not true", async () => {
  const { person, allowance } = await owner({ kind: "cap" });
  await makeAllowance({ level: "user", subjectId: person.userId });
  await spend(person, 81);
  await look(Date.now());
  const [open] = await openNotices(person);
  expect(open).toMatchObject({ threshold: 80, spentCredits: 81 * perToken });
  const input = { credits: 10 * perToken, expiresAt: null, note: null, userId: null };
  await grant({ viewer: admin, allowance, input, attempt: null });
  expect(await openNotices(person)).toMatchObject([{ threshold: 50 }]);
  if (open) await putAway({ viewer: person, notice: open });
  expect(await openNotices(person)).toEqual([]);
  await spend(person, 29);
  await look(Date.now());
  expect(await openNotices(person)).toMatchObject([{ threshold: 100 }]);
  expect(await openNotices(person, Date.now() + day)).toEqual([]);
});

it("looks soon after a close, and tells of the highest alone", async () => {
  const url = "http://127.0.0.1:9/hook";
  const key = Buffer.alloc(32);
  setOne("config", { ...usualConfig, notices: { thresholds: [50, 80], webhook: { url, key } } });
  const { person, allowance } = await owner();
  startNoticing();
  const input = { method: "bytes" as const, bytes: 0, messages: 0, tokens: 0 };
  const held = await reserve(askOf(callOf(person.userId), { input, outputTokens: 90 }));
  await writeClose(closing(held, endingOf(0, 90)));
  await expect.poll(() => noticed(allowance.id)).toEqual([50, 80]);
  const told = await db().select().from(deliveries);
  expect(told.map(({ payload }) => payload)).toMatchObject([
    {
      type: "allowance.threshold_reached",
      data: { threshold: 80, allowance: { id: allowance.id }, user_id: person.userId },
    },
  ]);
  const failure = async () => (await db().select().from(deliveries))[0]?.error;
  await expect.poll(failure).toBeTruthy();
});

it("mails the person of their own allowance, and the admins of a shared one", async () => {
  const before = env();
  const mailing = { SMTP_URL: "smtp://127.0.0.1:1", SMTP_FROM: "Purser <p@example.com>" };
  setOne("env", { ...before, ...mailing, PURSER_PUBLIC_URL: "https://purser.example.com" });
  await db().delete(deliveries);
  const { person } = await owner();
  const guest = await makePerson("guest");
  const each = await makeAllowance({ level: "each-user", amountCredits: 100 * perToken });
  await spend(person, 80);
  await spend(guest, 50);
  await look(Date.now());
  setOne("env", before);
  const admins = await db().select().from(users).where(eq(users.role, "admin"));
  const told = await db().select().from(deliveries).orderBy(deliveries.id);
  const toPerson = told.filter(({ target }) => target === person.email);
  expect(toPerson.map(({ payload }) => payload)).toEqual([
    {
      subject: "80 % of “Own” is spent",
      text: expect.stringMatching(
        /^80 % of “Own” is spent\. It refills .+ UTC\.\nSpent: .+ of .+\.\n\nhttps:.+\/usage\n$/,
      ),
    },
  ]);
  const toAdmins = told.filter(({ target }) => target !== person.email);
  expect(toAdmins.map(({ target }) => target).sort()).toEqual(admins.map((a) => a.email).sort());
  await removeAllowance(each);
});
