import { z } from "zod";
import { canonicalEmail } from "../email";
import { passwordMistake } from "../password-rules";

/** An e-mail address, in the one form it has here. */
export const emailField = z
  .string()
  .max(320)
  .transform((text, context) => {
    const email = canonicalEmail(text);
    if (email) return email;
    context.addIssue("An address like mira@example.com is right.");
    return z.NEVER;
  });

/** A password that somebody chooses now. */
export const newPasswordField = z
  .string()
  .max(2000)
  .superRefine((password, context) => {
    const mistake = passwordMistake(password);
    if (mistake) context.addIssue(mistake);
  });

export const personNameField = z
  .string()
  .trim()
  .min(1, "A name is missing.")
  .max(100, "100 characters at most.");
