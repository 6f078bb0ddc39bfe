import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makePerson } from "../../auth/testing";
import type { Person, Viewer } from "../../auth/viewer";
import { db } from "../../db/client";
import { entries, vouchers } from "../../db/schema";
import { testDatabase } from "../../db/testing";
import { newId } from "../../ids";
import { bookErrors } from "../../ledger/testing";
import { openModels } from "../../models/open";
import type { Allowance } from "../choose";
import { allowancesOf } from "../list";
import { removeAllowance } from "../remove";
import { makeAllowance } from "../testing";
import { newCode } from "./code";
import { listVouchers, voucherOf } from "./list";
import { makeVouchers } from "./make";
import { redeemVoucher } from "./redeem";
import { voucherJson } from "./voucher";
import { withdrawVoucher } from "./withdraw";

testDatabase();
beforeAll(() => openModels());
afterAll(async () => expect(await bookErrors()).toEqual([]));

const admin: Viewer = { kind: "admin-key", role: "admin" };
const hour = 3_600_000;

type Worth = Parameters<typeof makeVouchers>[0]["input"];

async function make(allowance: Allowance, over: Partial<Worth> = {}) {
  const worth = { credits: 50, expiresAt: null, grantExpiresAt: null, note: null, count: 1 };
  const input = { ...worth, allowanceId: allowance.id, ...over };
  const made = await makeVouchers({ viewer: admin, input, attempt: null });
  return made.map(({ id, code }) => ({ id, code }));
}

type Try = { key?: string; now?: number; address?: string };

const redeem = (viewer: Person, code: string, { key, now, address = newId() }: Try = {}) =>
  redeemVoucher(
    {
      viewer,
      input: { code },
      address,
      attempt: key ? { userId: viewer.userId, key, digest: code } : null,
    },
    now,
  );

const remaining = async ({ userId }: Person, id: string) =>
  (await allowancesOf(userId)).find((one) => one.id === id)?.remainingCredits;

const each = () => makeAllowance({ level: "each-user", amountCredits: 100 });

it("codes have 100 bits, nothing that looks alike, and are kept only as a hash", async () => {
  const codes = Array.from({ length: 500 }, newCode);
  expect(new Set(codes).size).toBe(500);
  for (const code of codes) expect(code).toMatch(/^([2-9A-HJ-NP-Z]{5}-){3}[2-9A-HJ-NP-Z]{5}$/);
  const [made] = await make(await each());
  const [row] = await db()
    .select()
    .from(vouchers)
    .where(eq(vouchers.id, made?.id ?? ""));
  expect(JSON.stringify(row)).not.toContain(made?.code.slice(0, 11));
  expect(row?.lastFour).toBe(made?.code.slice(-4));
});

it("is redeemed once ever: of ten people at once one gets it, however it is typed", async () => {
  const allowance = await each();
  const [made] = await make(allowance, { note: "Welcome" });
  const typed = ` ${made?.code.toLowerCase().replaceAll("-", " ")} `;
  const people = await Promise.all(Array.from({ length: 10 }, () => makePerson()));
  const ended = await Promise.allSettled(people.map((person) => redeem(person, typed)));
  const winners = people.filter((_, n) => ended[n]?.status === "fulfilled");
  expect(winners).toHaveLength(1);
  for (const end of ended) {
    if (end.status === "rejected") expect(end.reason).toMatchObject({ code: "not_found" });
  }
  for (const person of people) {
    expect(await remaining(person, allowance.id)).toBe(person === winners[0] ? 150 : 100);
  }
  const again = redeem(winners[0] as Person, typed);
  await expect(again).rejects.toThrow(/You have redeemed/);
  const granted = await db().select().from(entries).where(eq(entries.cause, "a voucher"));
  expect(granted).toMatchObject([
    { kind: "grant", credits: 50, note: "Welcome", actorId: winners[0]?.userId },
  ]);
  const { data } = await listVouchers({ input: { limit: 1 } });
  expect(data.map((voucher) => voucherJson(voucher).state)).toEqual(["redeemed"]);
});

it("the same attempt again gives what it gave", async () => {
  const [ann, allowance] = [await makePerson(), await each()];
  const [made] = await make(allowance);
  const key = newId();
  const twice = [0, 1].map(() => redeem(ann, made?.code ?? "", { key }));
  expect(new Set((await Promise.all(twice)).map(({ id }) => id))).toEqual(new Set([made?.id]));
  expect((await redeem(ann, made?.code ?? "", { key })).id).toBe(made?.id);
  expect(await remaining(ann, allowance.id)).toBe(150);
});

it("wrong, redeemed, expired and withdrawn codes, and of a deleted allowance, are one answer", async () => {
  const [ann, bob, allowance, gone] = [
    await makePerson(),
    await makePerson(),
    await each(),
    await each(),
  ];
  const soon = Date.now() + hour;
  const [late, ended, voided, used, ofGone] = [
    ...(await make(allowance, { expiresAt: soon })),
    ...(await make(allowance, { grantExpiresAt: soon })),
    ...(await make(allowance)),
    ...(await make(allowance)),
    ...(await make(gone)),
  ];
  await withdrawVoucher(await voucherOf(voided?.id ?? ""));
  await withdrawVoucher(await voucherOf(voided?.id ?? ""));
  await redeem(bob, used?.code ?? "");
  await removeAllowance(gone);
  const now = soon;
  const answers = new Set<string>();
  for (const code of [newCode(), "x", ...[late, ended, voided, used, ofGone].map((v) => v?.code)]) {
    const answer = await redeem(ann, code ?? "", { now }).catch((error) => error);
    answers.add(`${answer.code} ${answer.message}`);
  }
  expect(answers.size).toBe(1);
  expect([...answers][0]).toMatch(/^not_found No voucher has this code/);
  expect(await remaining(ann, allowance.id)).toBe(100);
  const redeemed = withdrawVoucher(await voucherOf(used?.id ?? ""));
  await expect(redeemed).rejects.toMatchObject({ code: "conflict" });
});

it("guessing ends after ten wrong tries of a person, or thirty from one network", async () => {
  const [ann, allowance] = [await makePerson(), await each()];
  const [made] = await make(allowance);
  const address = newId();
  const wrong = (person: Person) =>
    redeem(person, newCode(), { address }).catch((error) => error.code);
  for (let n = 0; n < 10; n++) expect(await wrong(ann)).toBe("not_found");
  expect(await wrong(ann)).toBe("rate_limited");
  const right = redeem(ann, made?.code ?? "", { address: newId() });
  await expect(right).rejects.toMatchObject({ code: "rate_limited" });
  const [bob, cid, dan] = [await makePerson(), await makePerson(), await makePerson()];
  for (const person of [bob, cid]) for (let n = 0; n < 10; n++) await wrong(person);
  expect(await wrong(dan)).toBe("rate_limited");
  await redeem(dan, made?.code ?? "");
});

it("a right code is no try, and stays good where it does not count for its holder", async () => {
  const [ann, bob] = [await makePerson(), await makePerson()];
  const own = await makeAllowance({ level: "user", subjectId: bob.userId });
  const codes = await make(own, { count: 12 });
  expect(codes).toHaveLength(12);
  const refused = redeem(ann, codes[0]?.code ?? "");
  await expect(refused).rejects.toThrow(/does not count for your calls/);
  for (const { code } of codes) await redeem(bob, code);
  expect(await remaining(bob, own.id)).toBe(1_000_000_000 + 12 * 50);
});

it("making them again by the same attempt is refused, and makes none", async () => {
  const allowance = await each();
  const worth = { credits: 5, expiresAt: null, grantExpiresAt: null, note: null, count: 3 };
  const input = { ...worth, allowanceId: allowance.id };
  const attempt = { userId: "admin-key", key: newId(), digest: "d" };
  await makeVouchers({ viewer: admin, input, attempt });
  await expect(makeVouchers({ viewer: admin, input, attempt })).rejects.toThrow(/shown once/);
  const rows = await db().select().from(vouchers).where(eq(vouchers.allowanceId, allowance.id));
  expect(rows).toHaveLength(3);
  const past = { ...input, expiresAt: Date.now() - 1 };
  const late = makeVouchers({ viewer: admin, input: past, attempt: null });
  await expect(late).rejects.toMatchObject({ code: "invalid" });
});
