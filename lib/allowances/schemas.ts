import { z } from "zod";
import { pageQuery } from "../http/page";
import type { Credits } from "../money";
import { timeZoneField } from "../time-zone";
import { amountFields, amountIn, credits, note, oneAmount, time } from "./amount";
import { windows } from "./window";

const name = z
  .string()
  .trim()
  .min(1, "A name of one to 80 characters.")
  .max(80, "A name of one to 80 characters.");
const word = z.string().min(1).max(200);

const fields = {
  name,
  kind: z.enum(["budget", "cap"]),
  level: z.enum(["instance", "group", "user", "each-user"]),
  subject_id: word.nullish(),
  purpose: word.nullish(),
  model: word.nullish(),
  window: z.enum(windows),
  time_zone: timeZoneField,
  rollover: z.enum(["none", "period"]),
};

/** What an allowance is, apart from its id. Times and periods follow `timeZone`. */
export type AllowanceInput = {
  name: string;
  kind: "budget" | "cap";
  /** `key` is made with a key, and not over this API. */
  level: "instance" | "group" | "user" | "each-user" | "key";
  subjectId: string | null;
  purpose: string | null;
  model: string | null;
  window: (typeof windows)[number];
  timeZone: string;
  amountCredits: Credits;
  rollover: "none" | "period";
};

/** `credits` or `usd`, exactly one of them. */
export const createAllowanceBody = z
  .strictObject({
    ...fields,
    time_zone: timeZoneField.default("UTC"),
    rollover: fields.rollover.default("none"),
    ...amountFields,
  })
  .transform((body, context): AllowanceInput => {
    const amounts = [body.credits, body.usd].filter((amount) => amount !== undefined);
    const [amountCredits] = amounts;
    if (amountCredits === undefined || amounts.length > 1) {
      context.addIssue({ code: "custom", path: ["credits"], message: oneAmount });
      return z.NEVER;
    }
    return {
      name: body.name,
      kind: body.kind,
      level: body.level,
      subjectId: body.subject_id ?? null,
      purpose: body.purpose ?? null,
      model: body.model ?? null,
      window: body.window,
      timeZone: body.time_zone,
      amountCredits,
      rollover: body.rollover,
    };
  });

/** What a change may say; `totalCredits` is the amount with all grants in force. */
export type AllowancePatch = Partial<AllowanceInput> & { totalCredits?: Credits };

/** Any part of it; the amount by one of `credits`, `usd` and `amount_credits`. */
export const patchAllowanceBody = z
  .strictObject({
    ...z.object(fields).partial().shape,
    ...amountFields,
    amount_credits: credits.optional(),
  })
  .transform((body, context): AllowancePatch => {
    const { subject_id, time_zone, credits, usd, amount_credits, ...same } = body;
    const amounts = [credits, usd, amount_credits].filter((amount) => amount !== undefined);
    if (amounts.length > 1) {
      context.addIssue({ code: "custom", path: ["credits"], message: oneAmount });
      return z.NEVER;
    }
    const amount = { amountCredits: credits ?? usd, totalCredits: amount_credits };
    const all = { ...same, subjectId: subject_id, timeZone: time_zone, ...amount };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  });

/** The cap of a key: like another, and its subject, name and level are the key's. */
export const keyCapBody = z
  .strictObject({
    window: fields.window,
    time_zone: timeZoneField.default("UTC"),
    ...amountFields,
  })
  .transform((body, context) => {
    const amounts = [body.credits, body.usd].filter((amount) => amount !== undefined);
    const [amountCredits] = amounts;
    if (amountCredits === undefined || amounts.length > 1) {
      context.addIssue({ code: "custom", path: ["credits"], message: oneAmount });
      return z.NEVER;
    }
    return { window: body.window, timeZone: body.time_zone, amountCredits };
  });

/** Whose allowances: the caller's, or for admins a user's or all. */
export const allowancesQuery = z.strictObject({
  ...pageQuery,
  user: word.optional(),
  all: z
    .enum(["1", "true"])
    .transform(() => true)
    .optional(),
});

export const entriesQuery = z.strictObject({ ...pageQuery, user: word.optional() });

/** `POST /api/allowances/:id/grants`: `credits` or `usd`, at least a credit. */
export const grantBody = z
  .strictObject({
    ...amountFields,
    note: note.nullish(),
    expires_at: time.nullish(),
    user_id: word.nullish(),
  })
  .transform((body, context) => ({
    credits: amountIn(body, context) ?? 0,
    note: body.note || null,
    expiresAt: body.expires_at ?? null,
    userId: body.user_id ?? null,
  }));
