import { z } from "zod";
import { pageQuery } from "../http/page";
import { type Credits, creditsFromUsd } from "../money";
import { isTimeZone, windows } from "./window";

const name = z
  .string()
  .trim()
  .min(1, "A name of one to 80 characters.")
  .max(80, "A name of one to 80 characters.");
const word = z.string().min(1).max(200);
const credits = z
  .int("A whole number of credits (a credit is 10^-9 US dollar).")
  .min(0, "0 or more credits.");
const usd = z.union([z.string(), z.number()]).transform((value, context): Credits => {
  const amount = creditsFromUsd(value);
  if (amount !== null) return amount;
  context.addIssue({
    code: "custom",
    message: 'Dollars from 0, with nine decimals at most, such as "12.50".',
  });
  return z.NEVER;
});
const timeZone = z
  .string()
  .refine(isTimeZone, 'A time zone by its IANA name, such as "Europe/Berlin", or "UTC".');

const fields = {
  name,
  kind: z.enum(["budget", "cap"]),
  level: z.enum(["instance", "group", "user", "each-user"]),
  subject_id: word.nullish(),
  purpose: word.nullish(),
  model: word.nullish(),
  window: z.enum(windows),
  time_zone: timeZone,
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
    time_zone: timeZone.default("UTC"),
    rollover: fields.rollover.default("none"),
    credits: credits.optional(),
    usd: usd.optional(),
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

const oneAmount = "Either credits or usd says the amount.";

/** Any part of it; the amount by one of `credits`, `usd` and `amount_credits`. */
export const patchAllowanceBody = z
  .strictObject({
    ...z.object(fields).partial().shape,
    credits: credits.optional(),
    usd: usd.optional(),
    amount_credits: credits.optional(),
  })
  .transform((body, context): Partial<AllowanceInput> => {
    const { subject_id, time_zone, credits, usd, amount_credits, ...same } = body;
    const amounts = [credits, usd, amount_credits].filter((amount) => amount !== undefined);
    if (amounts.length > 1) {
      context.addIssue({ code: "custom", path: ["credits"], message: oneAmount });
      return z.NEVER;
    }
    const all = { ...same, subjectId: subject_id, timeZone: time_zone, amountCredits: amounts[0] };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  });

/** The cap of a key: like another, and its subject, name and level are the key's. */
export const keyCapBody = z
  .strictObject({
    window: fields.window,
    time_zone: timeZone.default("UTC"),
    credits: credits.optional(),
    usd: usd.optional(),
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
    credits: credits.optional(),
    usd: usd.optional(),
    note: z.string().trim().max(200, "At most 200 characters.").nullish(),
    expires_at: z.int("A time in milliseconds since 1970.").min(0).nullish(),
    user_id: word.nullish(),
  })
  .transform((body, context) => {
    const amounts = [body.credits, body.usd].filter((amount) => amount !== undefined);
    const [amount = 0] = amounts;
    if (amounts.length !== 1 || amount < 1) {
      const message = amounts.length === 1 ? "At least one credit." : oneAmount;
      context.addIssue({ code: "custom", path: ["credits"], message });
      return z.NEVER;
    }
    return {
      credits: amount,
      note: body.note || null,
      expiresAt: body.expires_at ?? null,
      userId: body.user_id ?? null,
    };
  });
