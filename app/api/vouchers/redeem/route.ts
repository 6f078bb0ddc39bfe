import { redeemVoucher } from "@/lib/allowances/vouchers/redeem";
import { redeemBody } from "@/lib/allowances/vouchers/schemas";
import { attemptOf } from "@/lib/db/once";
import { addressOf } from "@/lib/http/address";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const POST = route({
  access: "member",
  summary: "Turns a voucher's code into a grant, once",
  body: redeemBody,
  handle: async ({ viewer, body, request }) => {
    const { allowance, credits, grantExpiresAt } = await redeemVoucher({
      viewer,
      input: body,
      address: addressOf(request.headers),
      attempt: attemptOf(request, viewer.userId, body),
    });
    const { id, name } = allowance;
    return { allowance: { id, name }, credits, expires_at: grantExpiresAt };
  },
});
