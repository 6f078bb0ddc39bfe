import { eq } from "drizzle-orm";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { type Attempt, once, rememberStatements } from "../db/once";
import { allowances } from "../db/schema";
import { statement, write } from "../db/write";
import { newId } from "../ids";
import { checkOwnCap, isOwnCap } from "./access";
import { checkAllowance } from "./check";
import type { Allowance } from "./choose";
import { allowancesChanged } from "./live";
import type { AllowanceInput } from "./schemas";

/**
 * Makes an allowance: any for an admin, a cap on themselves for a member (whose subject need not
 * be said). It counts from the next call on. The same attempt again gives the one it made.
 */
export async function createAllowance({
  viewer,
  input,
  attempt = null,
  now = Date.now(),
}: {
  viewer: Viewer;
  input: AllowanceInput;
  attempt?: Attempt | null;
  now?: number;
}): Promise<Allowance> {
  const asked = addressed(viewer, input);
  checkOwnCap(asked, viewer);
  return once(attempt, { make: () => make(asked, attempt, now), made: madeBefore });
}

async function make(
  asked: AllowanceInput & { createdBy: string | null },
  attempt: Attempt | null,
  now: number,
): Promise<Allowance> {
  const { createdBy, ...input } = asked;
  const row: Allowance = {
    ...(await checkAllowance(input)),
    id: newId(),
    createdBy,
    createdAt: now,
    deletedAt: null,
  };
  await write([
    statement(db().insert(allowances).values(row)),
    ...rememberStatements(attempt, row.id),
  ]);
  allowancesChanged();
  return row;
}

async function madeBefore(id: string): Promise<Allowance> {
  const [allowance] = await db().select().from(allowances).where(eq(allowances.id, id));
  if (!allowance) throw new Error(`Allowance ${id} is remembered, but not there`);
  return allowance;
}

/** With the subject that a member may leave out, and whether it is a person's cap on themselves. */
function addressed(viewer: Viewer, input: AllowanceInput) {
  if (viewer.kind !== "person") return { ...input, createdBy: null };
  const own = viewer.role !== "admin" && input.level === "user";
  const subjectId = input.subjectId ?? (own ? viewer.userId : null);
  const asked = { ...input, subjectId, createdBy: viewer.userId };
  return isOwnCap(asked, viewer) ? asked : { ...asked, createdBy: null };
}
