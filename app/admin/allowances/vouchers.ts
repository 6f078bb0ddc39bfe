import type { VoucherListed } from "@/components/admin/vouchers/book";
import type { Subjects } from "@/lib/allowances/subjects";
import { listVouchers } from "@/lib/allowances/vouchers/list";
import { stateOf, type Voucher } from "@/lib/allowances/vouchers/voucher";
import { dayOfMonth, lastsUntil } from "@/lib/dates";
import { allowanceWords } from "./rows";

const shownMax = 100;

type Told = { subjects: Subjects; now: number; timeZone: string };

/** The newest vouchers, as the page shows them. */
export async function voucherRows({ subjects, now, timeZone }: Told): Promise<VoucherListed[]> {
  const { data } = await listVouchers({ input: { limit: shownMax } });
  return data.map((voucher) => ({
    id: voucher.id,
    lastFour: voucher.lastFour,
    allowance: allowanceWords(voucher.allowance, subjects),
    credits: voucher.credits,
    state: stateOf(voucher, now),
    stateWords: stateWords(voucher, now, timeZone),
    note: voucher.note,
  }));
}

function stateWords(voucher: Voucher, now: number, timeZone: string): string {
  const day = (at: number) => dayOfMonth(at, now, timeZone);
  const state = stateOf(voucher, now);
  if (state === "redeemed") {
    const who = voucher.redeemedByName ?? "somebody who is gone";
    return `redeemed by ${who}, ${day(voucher.redeemedAt ?? 0)}`;
  }
  if (state === "voided") return `withdrawn, ${day(voucher.voidedAt ?? 0)}`;
  const until = voucher.expiresAt ?? voucher.grantExpiresAt;
  const last = until === null ? "" : lastsUntil(until, now, timeZone);
  if (state === "expired") return `expired${last && `, ${last}`}`;
  return voucher.expiresAt === null ? "not redeemed yet" : `until ${last}`;
}
