import { z } from "zod";
import { type Credits, creditsFromUsd } from "../money";

export const credits = z
  .int("A whole number of credits (a credit is 10^-9 US dollar).")
  .min(0, "0 or more credits.");

const dollars = 'Dollars from 0, with nine decimals at most, such as "12.50".';

/** Dollars, exact to the credit; "1.0000000001" is refused, not rounded. */
export const usd = z
  .union([z.string(), z.number()], dollars)
  .transform((value, context): Credits => {
    const amount = creditsFromUsd(value);
    if (amount !== null) return amount;
    context.addIssue({ code: "custom", message: dollars });
    return z.NEVER;
  });

/** An amount in a body: `credits` or `usd`. */
export const amountFields = { credits: credits.optional(), usd: usd.optional() };

export const oneAmount = "Either credits or usd says the amount.";

type Amounts = { credits?: Credits | undefined; usd?: Credits | undefined };

/** The amount a body asks for, at least a credit; undefined where it says none and need not. */
export function amountIn(
  body: Amounts,
  context: z.core.$RefinementCtx,
  { optional = false } = {},
): Credits | undefined {
  const amounts = [body.credits, body.usd].filter((amount) => amount !== undefined);
  const [amount] = amounts;
  if (amount === undefined && optional) return undefined;
  if (amounts.length === 1 && amount !== undefined && amount >= 1) return amount;
  const message = amounts.length === 1 ? "At least one credit." : oneAmount;
  const path = [body.usd !== undefined && body.credits === undefined ? "usd" : "credits"];
  context.addIssue({ code: "custom", path, message });
  return z.NEVER;
}

/** The end of the year 9999: what comes after is no time that a person means. */
const latestMs = 253_402_300_799_999;

/** A time in milliseconds since 1970. */
export const time = z
  .int("A time in milliseconds since 1970.")
  .min(0, "A time in milliseconds since 1970.")
  .max(latestMs, "A time before the year 10000, in milliseconds since 1970.");

export const note = z.string().trim().max(200, "At most 200 characters.");
