import { z } from "zod";
import { listVouchers } from "@/lib/allowances/vouchers/list";
import { makeVouchers } from "@/lib/allowances/vouchers/make";
import { vouchersBody } from "@/lib/allowances/vouchers/schemas";
import { voucherJson } from "@/lib/allowances/vouchers/voucher";
import { actorId } from "@/lib/auth/viewer";
import { attemptOf } from "@/lib/db/once";
import { pageQuery } from "@/lib/http/page";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "admin",
  summary: "The vouchers, without their codes",
  query: z.strictObject(pageQuery),
  handle: async ({ query }) => {
    const { data, next_cursor } = await listVouchers({ input: query });
    return { data: data.map((voucher) => voucherJson(voucher)), next_cursor };
  },
});

export const POST = route({
  access: "admin",
  summary: "Makes vouchers, whose codes are shown once: each can be redeemed once",
  status: 201,
  body: vouchersBody,
  handle: async ({ viewer, body, request }) => {
    const attempt = attemptOf(request, actorId(viewer), body);
    const made = await makeVouchers({ viewer, input: body, attempt });
    return { data: made.map((voucher) => ({ ...voucherJson(voucher), code: voucher.code })) };
  },
});
