import type { balances } from "../db/schema";
import type { Statement } from "../db/write";
import { newId } from "../ids";
import type { Chosen } from "./choose";

type Kind = (typeof balances.$inferSelect)["kind"];

/** A balance with nothing on it yet. */
export function newBalance(
  of: Chosen,
  place: { kind: Kind; start: number; end: number | null },
): { id: string; statement: Statement } {
  const id = newId();
  return {
    id,
    statement: {
      sql: `insert into balances (id, allowance_id, subject, kind, period_start, period_end,
          granted_credits) values (?, ?, ?, ?, ?, ?, 0)`,
      args: [id, of.allowance.id, of.subject, place.kind, place.start, place.end],
    },
  };
}
