import { eq } from "drizzle-orm";
import type { Person, Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { allowances } from "../db/schema";
import { invalid, notFound, PurserError } from "../errors";
import { money } from "../format";
import { type Credits, creditsPerUsd } from "../money";
import { type Allowance, bindingAllowances } from "./choose";
import { liveAllowances, payerOf } from "./live";

type Own = Pick<Allowance, "kind" | "level" | "subjectId" | "createdBy">;

/**
 * A cap that a person put on themselves: all that one who is no admin may make or change. Guests
 * share what they have, so they have nothing to cap.
 */
export function isOwnCap(allowance: Own, { userId, role }: Person): boolean {
  const { kind, level, subjectId, createdBy } = allowance;
  if (role === "guest") return false;
  return kind === "cap" && level === "user" && subjectId === userId && createdBy === userId;
}

const onlyOwnCaps = () =>
  new PurserError(
    "forbidden",
    "Only an admin can do this. What you can set is a cap on yourself: kind cap, level user, and " +
      "your own id as its subject_id, or none.",
  );

/** A million dollars. */
const ownCapMax = 1_000_000 * creditsPerUsd;

/** Refuses what one who is no admin may not set: all but a cap on themselves, up to a limit. */
export function checkOwnCap(wanted: Own & { amountCredits: Credits }, viewer: Viewer): void {
  if (viewer.role === "admin") return;
  if (!isOwnCap(wanted, viewer)) throw onlyOwnCaps();
  if (wanted.amountCredits <= ownCapMax) return;
  throw invalid("credits", `A cap on yourself of at most ${money(ownCapMax)} is right.`);
}

/**
 * The live allowance of that id, for one who may change it. One that binds the viewer, and that
 * they see in their list, is 403; any other is 404, as if it were not there.
 */
export async function allowanceToChange(viewer: Viewer, id: string): Promise<Allowance> {
  const allowance = (await liveAllowances()).find((each) => each.id === id);
  if (!allowance) throw notFound("allowance");
  if (viewer.role === "admin" || isOwnCap(allowance, viewer)) return allowance;
  if (await binds(allowance, viewer)) throw onlyOwnCaps();
  throw notFound("allowance");
}

/** The allowance of that id, for one whom it binds; for admins any, deleted ones too. */
export async function allowanceToSee(viewer: Viewer, id: string): Promise<Allowance> {
  const [allowance] = await db().select().from(allowances).where(eq(allowances.id, id));
  if (!allowance) throw notFound("allowance");
  if (viewer.role === "admin") return allowance;
  if (allowance.deletedAt !== null || !(await binds(allowance, viewer))) {
    throw notFound("allowance");
  }
  return allowance;
}

async function binds({ id }: Allowance, { userId, keyId }: Person): Promise<boolean> {
  const [live, payer] = await Promise.all([liveAllowances(), payerOf(userId)]);
  return bindingAllowances(live, { ...payer, keyId }).some(({ allowance }) => allowance.id === id);
}
