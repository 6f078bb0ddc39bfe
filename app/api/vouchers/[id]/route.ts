import { voucherOf } from "@/lib/allowances/vouchers/list";
import { withdrawVoucher } from "@/lib/allowances/vouchers/withdraw";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const DELETE = route({
  access: "admin",
  summary: "Withdraws a voucher that nobody has redeemed",
  owner: ({ params }) => voucherOf(params.id ?? ""),
  handle: ({ owned }) => withdrawVoucher(owned),
});
