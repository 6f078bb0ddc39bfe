import { z } from "zod";
import { pageQuery } from "../../http/page";
import { amountFields, amountIn, note, time } from "../amount";

/** `POST /api/allowances/:id/requests`: how much, where one knows it, and what for. */
export const askBody = z
  .strictObject({ ...amountFields, note: note.nullish() })
  .transform((body, context) => ({
    credits: amountIn(body, context, { optional: true }) ?? null,
    note: body.note || null,
  }));

/** `POST /api/allowance-requests/:id/grant`: without an amount what was asked for. */
export const grantRequestBody = z
  .strictObject({ ...amountFields, expires_at: time.nullish() })
  .transform((body, context) => ({
    credits: amountIn(body, context, { optional: true }) ?? null,
    expiresAt: body.expires_at ?? null,
  }));

export const requestsQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(["open", "granted", "declined"]).optional(),
});
