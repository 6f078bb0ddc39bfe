import { eq } from "drizzle-orm";
import { countOff, countOne } from "../../auth/limits";
import type { Person } from "../../auth/viewer";
import { db } from "../../db/client";
import { type Attempt, once, rememberStatements } from "../../db/once";
import { vouchers } from "../../db/schema";
import { statement, write } from "../../db/write";
import { PurserError } from "../../errors";
import { balanceSubject, bindingAllowances, type Chosen } from "../choose";
import { granting } from "../grant";
import { liveAllowances, payerOf } from "../live";
import { hashOfCode } from "./code";
import { voucherOf } from "./list";
import { stateOf, type Voucher } from "./voucher";

type Asked = {
  viewer: Person;
  input: { code: string };
  /** Where the request came from, to limit guessing. */
  address: string;
  attempt: Attempt | null;
};

/**
 * Turns a code into a grant, once ever. Codes that are wrong, redeemed, expired or withdrawn get
 * the same answer, and few tries: 404, then 429.
 */
export async function redeemVoucher(asked: Asked, now = Date.now()): Promise<Voucher> {
  const { viewer, input, address, attempt } = asked;
  return once(attempt, {
    make: async () => {
      await countOne("codes", viewer.userId);
      await countOne("addressCodes", address);
      const voucher = await openVoucher(input.code, viewer, now);
      await Promise.all([countOff("codes", viewer.userId), countOff("addressCodes", address)]);
      const chosen = await chosenFor(viewer, voucher);
      await redeem(voucher, chosen, { viewer, attempt, now });
      return voucherOf(voucher.id);
    },
    made: voucherOf,
  });
}

async function openVoucher(code: string, viewer: Person, now: number): Promise<Voucher> {
  const found = db().select({ id: vouchers.id }).from(vouchers);
  const [row] = await found.where(eq(vouchers.codeHash, hashOfCode(code)));
  if (!row) throw noSuchCode();
  const voucher = await voucherOf(row.id);
  if (voucher.redeemedBy === viewer.userId) throw redeemedByYou();
  if (stateOf(voucher, now) !== "open" || voucher.allowance.deletedAt !== null) throw noSuchCode();
  return voucher;
}

/** Whose balance it goes to. A code for what does not count for its holder stays good. */
async function chosenFor({ userId }: Person, { allowance }: Voucher): Promise<Chosen> {
  const [live, payer] = await Promise.all([liveAllowances(), payerOf(userId)]);
  const binding = bindingAllowances(live, payer);
  if (binding.some((each) => each.allowance.id === allowance.id)) {
    return { allowance, subject: balanceSubject(allowance, payer) };
  }
  throw new PurserError(
    "conflict",
    `The code is right, but it is for “${allowance.name}”, which does not count for your calls. ` +
      "It was not used up. Ask whoever gave it to you.",
  );
}

type Redeeming = { viewer: Person; attempt: Attempt | null; now: number };

async function redeem(voucher: Voucher, chosen: Chosen, asked: Redeeming): Promise<void> {
  const { viewer, attempt, now } = asked;
  const { credits, note, grantExpiresAt: expiresAt } = voucher;
  const given = { ...chosen, credits, expiresAt, note, by: viewer.userId, now };
  const { prepare } = granting({ ...given, cause: "a voucher" });
  const redeemed = db()
    .update(vouchers)
    .set({ redeemedBy: viewer.userId, redeemedAt: now })
    .where(eq(vouchers.id, voucher.id));
  try {
    await write([statement(redeemed), ...rememberStatements(attempt, voucher.id)], {
      alone: true,
      prepare,
    });
  } catch (error) {
    // Somebody else was first: the database lets one through. Or its allowance was deleted.
    if (/purser: redeemed or voided already/.test(String(error))) throw noSuchCode();
    if (error instanceof PurserError && error.code === "not_found") throw noSuchCode();
    throw error;
  }
}

function noSuchCode(): PurserError {
  return new PurserError(
    "not_found",
    "No voucher has this code, or it was redeemed, withdrawn or has expired. Compare it once more.",
  );
}

function redeemedByYou(): PurserError {
  return new PurserError("conflict", "You have redeemed this code already.");
}
