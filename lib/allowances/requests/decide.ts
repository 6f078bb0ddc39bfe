import { eq } from "drizzle-orm";
import { actorId, type Viewer } from "../../auth/viewer";
import { db } from "../../db/client";
import { type Attempt, once, rememberStatements } from "../../db/once";
import { allowanceRequests } from "../../db/schema";
import { type Prepare, type Statement, statement, write } from "../../db/write";
import { invalid, PurserError } from "../../errors";
import type { Credits } from "../../money";
import { granting, subjectOf } from "../grant";
import { type Request, requestOf } from "./request";

type Asked = { viewer: Viewer; request: Request };

type Granted = Asked & {
  /** Without `credits` what was asked for. */
  input: { credits: Credits | null; expiresAt: number | null };
  attempt: Attempt | null;
};

/** Grants a request: the grant and its state in one write, once. 409 where it was decided. */
export async function grantRequest(asked: Granted, now = Date.now()): Promise<Request> {
  const { viewer, request, input, attempt } = asked;
  const { allowance } = request;
  const credits = input.credits ?? request.credits;
  if (credits === null) throw invalid("credits", "They named no amount: say how much.");
  if (input.expiresAt !== null && input.expiresAt <= now) {
    throw invalid("expires_at", "A time to come, in milliseconds since 1970.");
  }
  if (allowance.deletedAt !== null) {
    throw new PurserError("conflict", "The allowance is deleted. Decline, or make another one.");
  }
  const isEach = allowance.level === "each-user";
  const subject = await subjectOf(allowance, isEach ? request.userId : null);
  const by = actorId(viewer);
  return once(attempt, {
    make: async () => {
      refuseDecided(request);
      const given = { allowance, subject, credits, expiresAt: input.expiresAt, note: request.note };
      const { prepare } = granting({ ...given, by, now, cause: "asked for and granted" });
      await decide(request.id, {
        statements: [
          ...rememberStatements(attempt, request.id),
          decision(request.id, { state: "granted", grantedCredits: credits, by, now }),
        ],
        prepare,
      });
      return requestOf(request.id);
    },
    made: requestOf,
  });
}

/** Declines a request; nothing is granted. 409 where it was decided. */
export async function declineRequest({ viewer, request }: Asked): Promise<Request> {
  refuseDecided(request);
  const by = actorId(viewer);
  const declined = decision(request.id, { state: "declined", by, now: Date.now() });
  await decide(request.id, { statements: [declined] });
  return requestOf(request.id);
}

type Decision = {
  state: "granted" | "declined";
  grantedCredits?: Credits;
  by: string;
  now: number;
};

function decision(id: string, { state, grantedCredits, by, now }: Decision): Statement {
  const decided = { state, grantedCredits: grantedCredits ?? null, decidedBy: by, decidedAt: now };
  return statement(db().update(allowanceRequests).set(decided).where(eq(allowanceRequests.id, id)));
}

/** The database refuses a second decision; it is told in words. */
async function decide(
  id: string,
  { statements, prepare }: { statements: Statement[]; prepare?: Prepare },
): Promise<void> {
  try {
    await write(statements, { alone: true, prepare });
  } catch (error) {
    if (/purser: decided already/.test(String(error))) refuseDecided(await requestOf(id));
    throw error;
  }
}

function refuseDecided({ state }: Request): void {
  if (state === "open") return;
  throw new PurserError("conflict", `It was ${state} already. They can ask again.`);
}
