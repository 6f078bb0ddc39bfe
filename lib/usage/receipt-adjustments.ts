import { asc, eq } from "drizzle-orm";
import { db } from "../db/client";
import { adjustments, users } from "../db/schema";
import type { Credits } from "../money";
import type { UsageRow } from "./call";

/** A correction of what a call cost, after it was settled. */
export type ReceiptAdjustment = {
  id: string;
  kind: (typeof adjustments.$inferSelect)["kind"];
  /** Signed: what it costs more. */
  credits: Credits;
  /** The rates it was worked out by, and the counts that are true now; null where they stayed. */
  rates: unknown;
  counts: unknown;
  reratingId: string | null;
  /** Who did it; null for the server itself and for the admin key. */
  createdBy: string | null;
  createdByName: string | null;
  createdAt: number;
};

/** The corrections of a call, in the order they were made. */
export function adjustmentsOf({ id }: Pick<UsageRow, "id">): Promise<ReceiptAdjustment[]> {
  return db()
    .select({
      id: adjustments.id,
      kind: adjustments.kind,
      credits: adjustments.credits,
      rates: adjustments.rates,
      counts: adjustments.counts,
      reratingId: adjustments.reratingId,
      createdBy: adjustments.createdBy,
      createdByName: users.name,
      createdAt: adjustments.createdAt,
    })
    .from(adjustments)
    .leftJoin(users, eq(users.id, adjustments.createdBy))
    .where(eq(adjustments.usageId, id))
    .orderBy(asc(adjustments.id));
}
