import { z } from "zod";
import { amountFields, amountIn, note, time } from "../amount";

const vouchersMax = 100;

/** `POST /api/vouchers`: `count` codes of the same worth. */
export const vouchersBody = z
  .strictObject({
    allowance_id: z.string().min(1).max(200),
    ...amountFields,
    expires_at: time.nullish(),
    grant_expires_at: time.nullish(),
    note: note.nullish(),
    count: z
      .int(`1 to ${vouchersMax} codes at a time.`)
      .min(1, `1 to ${vouchersMax} codes at a time.`)
      .max(vouchersMax, `1 to ${vouchersMax} codes at a time.`)
      .default(1),
  })
  .transform((body, context) => ({
    allowanceId: body.allowance_id,
    credits: amountIn(body, context) ?? 0,
    expiresAt: body.expires_at ?? null,
    grantExpiresAt: body.grant_expires_at ?? null,
    note: body.note || null,
    count: body.count,
  }));

export const redeemBody = z.strictObject({
  code: z
    .string()
    .trim()
    .min(1, "The code as it was given to you.")
    .max(100, "No code is so long."),
});
