import { z } from "zod";
import { keyCapBody } from "../allowances/schemas";

const fields = {
  name: z.string().trim().min(1, "A name of one to 100 characters.").max(100),
  models: z
    .array(z.string().min(1).max(200))
    .min(1, "One model at least; null is all of them.")
    .max(100)
    .nullish(),
  requests_per_minute: z
    .int("A whole number of calls a minute; null is as many as its user.")
    .min(1, "At least one call a minute.")
    .max(1_000_000)
    .nullish(),
  expires_at: z
    .int("A time in milliseconds since 1970.")
    .positive()
    .max(Number.MAX_SAFE_INTEGER)
    .nullish(),
  cap: keyCapBody.nullish(),
};

/** What a key is limited to; what is left out stays as it is, null is no limit. */
const limitsOf = (body: Partial<z.output<z.ZodObject<typeof fields>>>) => ({
  name: body.name,
  models: body.models,
  requestsPerMinute: body.requests_per_minute,
  expiresAt: body.expires_at,
  cap: body.cap,
});

export const createKeyBody = z
  .strictObject({
    ...fields,
    purpose: z.string().min(1, "A purpose by its name; null is any.").max(100).nullish(),
    user_id: z.string().max(100).optional(),
  })
  .transform((body) => ({
    ...limitsOf(body),
    name: body.name,
    purpose: body.purpose ?? null,
    userId: body.user_id,
  }));

export const patchKeyBody = z.strictObject(fields).partial().transform(limitsOf);

/** A key that a program is given anew works beside the old one for 30 days at most. */
export const rotateKeyBody = z.strictObject({
  overlap_seconds: z
    .int("A whole number of seconds.")
    .min(0)
    .max(30 * 24 * 3600, "30 days at most: 2592000.")
    .default(3600),
});

export type NewKey = z.output<typeof createKeyBody>;
export type KeyPatch = Partial<z.output<typeof patchKeyBody>>;
