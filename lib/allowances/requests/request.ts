import { eq } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import { db } from "../../db/client";
import { allowanceRequests, allowances, users } from "../../db/schema";
import { notFound } from "../../errors";
import type { Credits } from "../../money";
import type { Allowance } from "../choose";

type Row = typeof allowanceRequests.$inferSelect;

/** Somebody asks for more of an allowance, and what became of it. */
export type Request = Row & {
  userName: string;
  allowance: Allowance;
  /** Who decided; null while it is open, or where a script did. */
  decidedByName: string | null;
};

type Joined = Omit<Request, keyof Row> & { request: Row };

const decider = alias(users, "decider");

/** Requests, with whom and what they are about; to be narrowed. */
export function selectRequests() {
  return db()
    .select({
      request: allowanceRequests,
      userName: users.name,
      allowance: allowances,
      decidedByName: decider.name,
    })
    .from(allowanceRequests)
    .innerJoin(users, eq(users.id, allowanceRequests.userId))
    .innerJoin(allowances, eq(allowances.id, allowanceRequests.allowanceId))
    .leftJoin(decider, eq(decider.id, allowanceRequests.decidedBy))
    .$dynamic();
}

export const toRequest = ({ request, ...about }: Joined): Request => ({ ...request, ...about });

/** @throws PurserError not_found */
export async function requestOf(id: string): Promise<Request> {
  const [row] = await selectRequests().where(eq(allowanceRequests.id, id));
  if (!row) throw notFound("request");
  return toRequest(row);
}

/** What to grant where nothing else is said: what was asked for, else a period's amount again. */
export function suggestedCredits(request: Pick<Request, "credits" | "allowance">): Credits {
  return request.credits ?? request.allowance.amountCredits;
}

export function requestJson(request: Request) {
  return {
    id: request.id,
    user_id: request.userId,
    user_name: request.userName,
    allowance: { id: request.allowanceId, name: request.allowance.name },
    credits: request.credits,
    note: request.note,
    state: request.state,
    granted_credits: request.grantedCredits,
    decided_by: request.decidedBy,
    decided_at: request.decidedAt,
    created_at: request.createdAt,
  };
}
