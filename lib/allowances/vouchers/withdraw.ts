import { eq } from "drizzle-orm";
import { db } from "../../db/client";
import { vouchers } from "../../db/schema";
import { statement, write } from "../../db/write";
import { PurserError } from "../../errors";
import { voucherOf } from "./list";
import type { Voucher } from "./voucher";

/** Makes a code that nobody has redeemed worth nothing. 409 where somebody has. */
export async function withdrawVoucher({ id }: Voucher, now = Date.now()): Promise<void> {
  const update = db().update(vouchers).set({ voidedAt: now }).where(eq(vouchers.id, id));
  try {
    await write([statement(update)]);
  } catch (error) {
    const { redeemedAt, voidedAt } = await voucherOf(id);
    if (redeemedAt !== null) {
      throw new PurserError("conflict", "It was redeemed already; what it gave stays.");
    }
    if (voidedAt === null) throw error;
  }
}
