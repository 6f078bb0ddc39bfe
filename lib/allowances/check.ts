import { eq } from "drizzle-orm";
import { db } from "../db/client";
import { groups, users } from "../db/schema";
import { type FieldError, PurserError } from "../errors";
import { purposes } from "../models/purposes";
import { findModel } from "../models/registry";
import type { AllowanceInput } from "./schemas";

/**
 * An allowance that can be kept, with its model by public id; else 422 with every mistake: its
 * level and subject fit and exist, its purpose and model are known.
 */
export async function checkAllowance(input: AllowanceInput): Promise<AllowanceInput> {
  const model = input.model === null ? null : findModel(input.model);
  const mistakes = [
    await subjectMistake(input),
    purposeMistake(input),
    rolloverMistake(input),
    input.model !== null && !model
      ? { path: "model", message: `There is no model "${input.model}".` }
      : null,
  ].filter((mistake) => mistake !== null);
  if (mistakes.length === 0) return { ...input, model: model?.id ?? null };
  const detail = mistakes.map(({ message }) => message).join(" ");
  throw new PurserError("invalid", detail, { extra: { errors: mistakes } });
}

function purposeMistake({ purpose }: AllowanceInput): FieldError | null {
  const known = purposes({ internal: true });
  if (purpose === null || known.includes(purpose)) return null;
  const message = `There is no purpose "${purpose}". ${known.join(", ")} are right.`;
  return { path: "purpose", message };
}

function rolloverMistake({ rollover, window }: AllowanceInput): FieldError | null {
  if (rollover === "none" || window.startsWith("calendar-")) return null;
  const message = "Only calendar windows have a next period that what is left can go to.";
  return { path: "rollover", message };
}

async function subjectMistake({ level, subjectId }: AllowanceInput): Promise<FieldError | null> {
  const mistake = (message: string) => ({ path: "subject_id", message });
  if (level === "instance" || level === "each-user") {
    return subjectId === null ? null : mistake(`An allowance of level ${level} has no subject.`);
  }
  if (subjectId === null) return mistake(`The id of the ${level} that it is for.`);
  if (level === "key") return null;
  const table = level === "user" ? users : groups;
  const found = await db().select({ id: table.id }).from(table).where(eq(table.id, subjectId));
  return found.length > 0 ? null : mistake(`There is no ${level} "${subjectId}".`);
}
