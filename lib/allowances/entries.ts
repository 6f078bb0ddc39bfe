import { and, desc, eq, isNull, lt, or, type SQL } from "drizzle-orm";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { balances, entries, usage } from "../db/schema";
import { PurserError } from "../errors";
import { page } from "../http/page";
import type { Credits } from "../money";
import { type Allowance, balanceSubject } from "./choose";
import { payerOf } from "./live";

/** A line of an allowance's ledger. What is given is positive, what is charged negative. */
export type Entry = {
  id: string;
  balanceId: string;
  kind: (typeof entries.$inferSelect)["kind"];
  credits: Credits;
  cause: string;
  /** The receipt of the call that was charged. */
  usageId: string | null;
  actorId: string | null;
  /** What whoever granted it said. */
  note: string | null;
  /** Which of the allowance's balances: `period`, `rolling`, `rollover` or `grant`. */
  balance: (typeof balances.$inferSelect)["kind"];
  /** Until when that lasts (ms). */
  periodEnd: number | null;
  /** Its number in its balance, and the digest that chains it to the one before. */
  seq: number;
  digest: string;
  /** Whose balance: a user's id or `guests` for `each-user`, else "". */
  subject: string;
  periodStart: number;
  createdAt: number;
};

type Asked = {
  viewer: Viewer;
  /** Of `allowanceToSee`. */
  allowance: Allowance;
  input: { limit: number; cursor?: string | undefined; user?: string | undefined };
};

/**
 * The ledger of an allowance, newest first. An admin sees all of it, or `user`'s. Others see what
 * was given and their own charges: what somebody else was charged is theirs.
 */
export async function listEntries(asked: Asked) {
  const { allowance, input } = asked;
  const rows: Entry[] = await db()
    .select({
      id: entries.id,
      balanceId: entries.balanceId,
      kind: entries.kind,
      credits: entries.credits,
      cause: entries.cause,
      usageId: entries.usageId,
      actorId: entries.actorId,
      note: entries.note,
      balance: balances.kind,
      periodEnd: balances.periodEnd,
      seq: entries.seq,
      digest: entries.digest,
      subject: balances.subject,
      periodStart: balances.periodStart,
      createdAt: entries.createdAt,
    })
    .from(entries)
    .innerJoin(balances, eq(balances.id, entries.balanceId))
    .leftJoin(usage, eq(usage.id, entries.usageId))
    .where(
      and(
        eq(balances.allowanceId, allowance.id),
        input.cursor ? lt(entries.id, input.cursor) : undefined,
        ...(await visible(asked)),
      ),
    )
    .orderBy(desc(entries.id))
    .limit(input.limit + 1);
  return page(rows, input.limit);
}

async function visible({ viewer, allowance, input }: Asked): Promise<(SQL | undefined)[]> {
  const userId = viewer.role === "admin" ? input.user : viewer.userId;
  if (viewer.role !== "admin" && input.user !== undefined && input.user !== userId) {
    throw new PurserError("forbidden", "Only an admin can see the entries of somebody else.");
  }
  if (userId === undefined) return [];
  const subject = balanceSubject(allowance, await payerOf(userId));
  return [eq(balances.subject, subject), or(isNull(entries.usageId), eq(usage.userId, userId))];
}

export function entryJson(entry: Entry) {
  return {
    id: entry.id,
    kind: entry.kind,
    credits: entry.credits,
    cause: entry.cause,
    usage_id: entry.usageId,
    actor_id: entry.actorId,
    subject: entry.subject,
    note: entry.note,
    balance: entry.balance,
    period_start: entry.periodStart,
    period_end: entry.periodEnd,
    seq: entry.seq,
    digest: entry.digest,
    created_at: entry.createdAt,
  };
}
