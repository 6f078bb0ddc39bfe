import { desc, eq, lt } from "drizzle-orm";
import { db } from "../../db/client";
import { allowances, users, vouchers } from "../../db/schema";
import { notFound } from "../../errors";
import { page } from "../../http/page";
import type { Voucher } from "./voucher";

function selectVouchers() {
  return db()
    .select({ voucher: vouchers, allowance: allowances, redeemedByName: users.name })
    .from(vouchers)
    .innerJoin(allowances, eq(allowances.id, vouchers.allowanceId))
    .leftJoin(users, eq(users.id, vouchers.redeemedBy))
    .$dynamic();
}

type Asked = { input: { limit: number; cursor?: string | undefined } };

/** All vouchers, newest first, for an admin. */
export async function listVouchers({ input: { limit, cursor } }: Asked) {
  const rows = await selectVouchers()
    .where(cursor ? lt(vouchers.id, cursor) : undefined)
    .orderBy(desc(vouchers.id))
    .limit(limit + 1);
  const found = rows.map(({ voucher, ...about }): Voucher => ({ ...voucher, ...about }));
  return page(found, limit);
}

/** @throws PurserError not_found */
export async function voucherOf(id: string): Promise<Voucher> {
  const [row] = await selectVouchers().where(eq(vouchers.id, id));
  if (!row) throw notFound("voucher");
  const { voucher, ...about } = row;
  return { ...voucher, ...about };
}
