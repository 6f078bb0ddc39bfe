import { and, eq, isNull } from "drizzle-orm";
import { db } from "../db/client";
import { allowances } from "../db/schema";
import { statement, write } from "../db/write";
import type { Allowance } from "./choose";
import { allowancesChanged } from "./live";

/**
 * Deletes an allowance (of `allowanceToChange`) from the next call on. Its balances and entries
 * stay, and calls that hold some of it are still charged to it.
 */
export async function removeAllowance({ id }: Allowance, now = Date.now()): Promise<void> {
  await write([
    statement(
      db()
        .update(allowances)
        .set({ deletedAt: now })
        .where(and(eq(allowances.id, id), isNull(allowances.deletedAt))),
    ),
  ]);
  allowancesChanged();
}
