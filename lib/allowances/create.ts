import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { allowances } from "../db/schema";
import { statement, write } from "../db/write";
import { newId } from "../ids";
import { isOwnCap, onlyOwnCaps } from "./access";
import { checkAllowance } from "./check";
import type { Allowance } from "./choose";
import { allowancesChanged } from "./live";
import type { AllowanceInput } from "./schemas";

/**
 * Makes an allowance: any for an admin, a cap on themselves for a member (whose subject need not
 * be said). It counts from the next call on.
 */
export async function createAllowance({
  viewer,
  input,
}: {
  viewer: Viewer;
  input: AllowanceInput;
}): Promise<Allowance> {
  const asked = addressed(viewer, input);
  if (viewer.role !== "admin" && !isOwnCap(asked, viewer)) throw onlyOwnCaps();
  const row: Allowance = {
    ...(await checkAllowance(asked)),
    id: newId(),
    createdBy: asked.createdBy,
    createdAt: Date.now(),
    deletedAt: null,
  };
  await write([statement(db().insert(allowances).values(row))]);
  allowancesChanged();
  return row;
}

/** With the subject that a member may leave out, and whether it is a person's cap on themselves. */
function addressed(viewer: Viewer, input: AllowanceInput) {
  if (viewer.kind !== "person") return { ...input, createdBy: null };
  const own = viewer.role !== "admin" && input.level === "user";
  const subjectId = input.subjectId ?? (own ? viewer.userId : null);
  const asked = { ...input, subjectId, createdBy: viewer.userId };
  return isOwnCap(asked, viewer) ? asked : { ...asked, createdBy: null };
}
