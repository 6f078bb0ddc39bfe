import { type FieldError, PurserError } from "../errors";
import { findModel } from "../models/registry";

/** What a key is to be limited to, with its models by public id; 422 with every mistake. */
export function checkLimits(
  { models, expiresAt }: { models?: string[] | null; expiresAt?: number | null },
  now: number,
): { models?: string[] | null } {
  const mistakes: FieldError[] = (models ?? [])
    .filter((name) => !findModel(name))
    .map((name) => ({ path: "models", message: `There is no model "${name}".` }));
  if ((expiresAt ?? Infinity) <= now) {
    const message = "A time that is still to come, in milliseconds, is right.";
    mistakes.push({ path: "expires_at", message });
  }
  if (mistakes.length > 0) {
    const detail = mistakes.map(({ message }) => message).join(" ");
    throw new PurserError("invalid", detail, { extra: { errors: mistakes } });
  }
  if (!models) return { models };
  return { models: [...new Set(models.map((name) => findModel(name)?.id ?? name))] };
}
