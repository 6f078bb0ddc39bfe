import type { vouchers } from "../../db/schema";
import type { Allowance } from "../choose";

export type VoucherRow = typeof vouchers.$inferSelect;

/** A voucher, and what it is for. */
export type Voucher = VoucherRow & { allowance: Allowance; redeemedByName: string | null };

export type VoucherState = "open" | "redeemed" | "voided" | "expired";

/** Also where what it would give has ended, it is expired. */
export function stateOf(voucher: VoucherRow, now: number): VoucherState {
  if (voucher.redeemedAt !== null) return "redeemed";
  if (voucher.voidedAt !== null) return "voided";
  const ended = (at: number | null) => at !== null && at <= now;
  return ended(voucher.expiresAt) || ended(voucher.grantExpiresAt) ? "expired" : "open";
}

export function voucherJson(voucher: Voucher, now = Date.now()) {
  return {
    id: voucher.id,
    allowance: { id: voucher.allowanceId, name: voucher.allowance.name },
    credits: voucher.credits,
    last_four: voucher.lastFour,
    state: stateOf(voucher, now),
    note: voucher.note,
    expires_at: voucher.expiresAt,
    grant_expires_at: voucher.grantExpiresAt,
    created_at: voucher.createdAt,
    redeemed_by: voucher.redeemedBy,
    redeemed_at: voucher.redeemedAt,
    voided_at: voucher.voidedAt,
  };
}
