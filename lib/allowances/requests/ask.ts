import { and, eq } from "drizzle-orm";
import { countOne } from "../../auth/limits";
import type { Person } from "../../auth/viewer";
import { db } from "../../db/client";
import { allowanceRequests } from "../../db/schema";
import { isTaken } from "../../db/taken";
import { statement, write } from "../../db/write";
import { invalid, PurserError } from "../../errors";
import { newId } from "../../ids";
import type { Credits } from "../../money";
import { isOwnCap } from "../access";
import { type Allowance, bindingAllowances } from "../choose";
import { liveAllowances, payerOf } from "../live";
import { type Request, requestOf } from "./request";

type Asked = {
  viewer: Person;
  /** Of `allowanceToSee`. */
  allowance: Allowance;
  input: { credits: Credits | null; note: string | null };
};

/**
 * Asks the admins for more of an allowance that binds the viewer. One request of a person and
 * allowance may be open at a time: 409 for another.
 */
export async function askForMore({ viewer, allowance, input }: Asked): Promise<Request> {
  if (isOwnCap(allowance, viewer)) {
    throw invalid("", "You set this cap yourself: change its amount, or remove it.");
  }
  const [live, payer] = await Promise.all([liveAllowances(), payerOf(viewer.userId)]);
  if (!bindingAllowances(live, payer).some((each) => each.allowance.id === allowance.id)) {
    throw invalid(
      "",
      "This allowance does not count for your calls. Ask for more of one that does.",
    );
  }
  if (await hasOpen(viewer.userId, allowance.id)) throw askedAlready(allowance);
  await countOne("requests", viewer.userId);
  const id = newId();
  const row = { id, userId: viewer.userId, allowanceId: allowance.id, ...input };
  const state = { state: "open" as const, createdAt: Date.now() };
  try {
    await write([
      statement(
        db()
          .insert(allowanceRequests)
          .values({ ...row, ...state }),
      ),
    ]);
  } catch (error) {
    // Asked twice at once: the index lets one through.
    throw isTaken(error, "allowance_requests.user_id") ? askedAlready(allowance) : error;
  }
  return requestOf(id);
}

async function hasOpen(userId: string, allowanceId: string): Promise<boolean> {
  const open = and(
    eq(allowanceRequests.userId, userId),
    eq(allowanceRequests.allowanceId, allowanceId),
    eq(allowanceRequests.state, "open"),
  );
  const found = await db().select({ id: allowanceRequests.id }).from(allowanceRequests).where(open);
  return found.length > 0;
}

function askedAlready({ name }: Allowance): PurserError {
  return new PurserError(
    "conflict",
    `You have asked for more of “${name}” already. An admin has not decided yet.`,
  );
}
