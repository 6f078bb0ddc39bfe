import { eq, sql } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { makePerson } from "../auth/testing";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { allowanceRequests, entries, vouchers } from "../db/schema";
import { testDatabase } from "../db/testing";
import { newId } from "../ids";
import { bookErrors } from "../ledger/testing";
import { openModels } from "../models/open";
import { allowanceToChange } from "./access";
import { grant } from "./grant";
import { removeAllowance } from "./remove";
import { askForMore } from "./requests/ask";
import { declineRequest, grantRequest } from "./requests/decide";
import { requestOf } from "./requests/request";
import { makeAllowance } from "./testing";
import { makeVouchers } from "./vouchers/make";
import { redeemVoucher } from "./vouchers/redeem";

testDatabase();
beforeAll(() => openModels());

const admin: Viewer = { kind: "admin-key", role: "admin" };
const each = () => makeAllowance({ level: "each-user", amountCredits: 100 });

/** Nothing was posted to it, and no balance was made. */
async function untouched(allowanceId: string): Promise<void> {
  const posted = await db().all(sql`select e.id from entries e join balances b
    on b.id = e.balance_id where b.allowance_id = ${allowanceId}`);
  expect(posted).toEqual([]);
  expect(await bookErrors()).toEqual([]);
}

const topUp = (userId: string) => ({ credits: 50, expiresAt: null, note: null, userId });

it("takes no top-up: neither later, nor one that was on its way", async () => {
  const [{ userId }, allowance] = [await makePerson(), await each()];
  const attempt = { userId: "admin-key", key: newId(), digest: "top-up" };
  const asked = { viewer: admin, allowance, input: topUp(userId), attempt };
  await removeAllowance(allowance);
  await expect(allowanceToChange(admin, allowance.id)).rejects.toMatchObject({ code: "not_found" });
  // Its row was read before it was deleted.
  await expect(grant(asked)).rejects.toMatchObject({ code: "not_found" });
  await expect(grant(asked)).rejects.toMatchObject({ code: "not_found" });
  await untouched(allowance.id);
});

it("takes no grant of a request, which stays open and can be declined", async () => {
  const [ann, allowance] = [await makePerson(), await each()];
  const input = { credits: 50, note: null };
  const request = await askForMore({ viewer: ann, allowance, input });
  await removeAllowance(allowance);
  const nothing = { credits: null, expiresAt: null };
  const grantIt = (asked: typeof request) =>
    grantRequest({ viewer: admin, request: asked, input: nothing, attempt: null });
  await expect(grantIt(request)).rejects.toMatchObject({ code: "not_found" });
  const known = await requestOf(request.id);
  await expect(grantIt(known)).rejects.toMatchObject({ code: "conflict" });
  await expect(grantIt(known)).rejects.toThrow(/is deleted\. Decline/);
  const rows = db().select().from(allowanceRequests).where(eq(allowanceRequests.id, request.id));
  expect(await rows).toMatchObject([{ state: "open", grantedCredits: null, decidedAt: null }]);
  await untouched(allowance.id);
  expect(await declineRequest({ viewer: admin, request: known })).toMatchObject({
    state: "declined",
  });
  await expect(askForMore({ viewer: ann, allowance, input })).rejects.toMatchObject({
    code: "invalid",
  });
});

it("takes no voucher, and none can be made for it", async () => {
  const [ann, allowance] = [await makePerson(), await each()];
  const worth = { credits: 50, expiresAt: null, grantExpiresAt: null, note: null, count: 1 };
  const input = { ...worth, allowanceId: allowance.id };
  const [voucher] = await makeVouchers({ viewer: admin, input, attempt: null });
  const code = voucher?.code ?? "";
  const redeem = () =>
    redeemVoucher({ viewer: ann, input: { code }, address: newId(), attempt: null });
  await removeAllowance(allowance);
  await expect(redeem()).rejects.toMatchObject({ code: "not_found" });
  const rows = db()
    .select()
    .from(vouchers)
    .where(eq(vouchers.id, voucher?.id ?? ""));
  expect(await rows).toMatchObject([{ redeemedBy: null, redeemedAt: null }]);
  await expect(makeVouchers({ viewer: admin, input, attempt: null })).rejects.toMatchObject({
    code: "invalid",
    extra: { errors: [{ path: "allowance_id" }] },
  });
  await untouched(allowance.id);
});

it("of a deletion and every way in at once, what was not given is refused, and nothing is half done", async () => {
  const [ann, allowance] = [await makePerson(), await each()];
  const worth = { credits: 3, expiresAt: null, grantExpiresAt: null, note: null, count: 4 };
  const input = { ...worth, allowanceId: allowance.id };
  const made = await makeVouchers({ viewer: admin, input, attempt: null });
  const asked = { credits: 7, note: null };
  const request = await askForMore({ viewer: ann, allowance, input: asked });
  const nothing = { credits: null, expiresAt: null };
  const ends = await Promise.allSettled([
    grant({ viewer: admin, allowance, input: topUp(ann.userId), attempt: null }),
    grantRequest({ viewer: admin, request, input: nothing, attempt: null }),
    removeAllowance(allowance),
    ...made.map(({ code }) =>
      redeemVoucher({ viewer: ann, input: { code }, address: newId(), attempt: null }),
    ),
    grant({ viewer: admin, allowance, input: topUp(ann.userId), attempt: null }),
  ]);
  const refused = ends.flatMap((end) => (end.status === "rejected" ? [end.reason.code] : []));
  expect(refused.filter((code) => code !== "not_found")).toEqual([]);
  const given = await db().select().from(entries).where(eq(entries.kind, "grant"));
  expect(given).toHaveLength(ends.length - 1 - refused.length);
  const used = await db().all(sql`select id from vouchers where redeemed_at is not null
    and allowance_id = ${allowance.id}`);
  const by = (cause: string) => given.filter((entry) => entry.cause === cause).length;
  expect(used).toHaveLength(by("a voucher"));
  const { state } = await requestOf(request.id);
  expect(state).toBe(by("asked for and granted") === 1 ? "granted" : "open");
  expect(await bookErrors()).toEqual([]);
});
