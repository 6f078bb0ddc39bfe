import { eq, sql } from "drizzle-orm";
import { db } from "../db/client";
import { allowances, balances, entries, holds } from "../db/schema";
import type { Credits } from "../money";
import type { UsageRow } from "./call";

/** What of a charge one of an allowance's balances paid, and held before. */
export type ReceiptPart = {
  balance: (typeof balances.$inferSelect)["kind"];
  /** Until when that balance lasts (ms); null for ever, and for a rolling window. */
  endsAt: number | null;
  credits: Credits;
  heldCredits: Credits;
};

/** What one allowance counted for the call, corrections included. */
export type ReceiptCharge = {
  allowanceId: string;
  name: string;
  kind: "budget" | "cap";
  credits: Credits;
  /** One for each balance that it stood on, what ends soonest first. */
  parts: ReceiptPart[];
};

type Row = Omit<ReceiptCharge, "credits" | "parts"> & ReceiptPart & { balanceId: string };

const columns = {
  allowanceId: allowances.id,
  name: allowances.name,
  kind: allowances.kind,
  balanceId: balances.id,
  balance: balances.kind,
  endsAt: balances.periodEnd,
};

/** What each allowance that the call counts down was charged; budgets first. */
export async function chargesOf({ id, reservationId }: UsageRow): Promise<ReceiptCharge[]> {
  const [held, charged] = await Promise.all([
    db()
      .select({ ...columns, credits: sql<number>`0`, heldCredits: holds.credits })
      .from(holds)
      .innerJoin(balances, eq(balances.id, holds.balanceId))
      .innerJoin(allowances, eq(allowances.id, balances.allowanceId))
      .where(eq(holds.reservationId, reservationId ?? "")),
    db()
      .select({
        ...columns,
        credits: sql<number>`-sum(${entries.credits})`,
        heldCredits: sql<number>`0`,
      })
      .from(entries)
      .innerJoin(balances, eq(balances.id, entries.balanceId))
      .innerJoin(allowances, eq(allowances.id, balances.allowanceId))
      .where(eq(entries.usageId, id))
      .groupBy(balances.id),
  ]);
  return gathered([...held, ...charged]);
}

/** Rows of holds and of charges, by allowance and within it by balance. */
function gathered(rows: Row[]): ReceiptCharge[] {
  const charges = new Map<string, ReceiptCharge & { byBalance: Map<string, ReceiptPart> }>();
  for (const { allowanceId, name, kind, balanceId, ...part } of rows) {
    const charge = charges.get(allowanceId) ?? {
      ...{ allowanceId, name, kind, credits: 0, parts: [] },
      byBalance: new Map<string, ReceiptPart>(),
    };
    charges.set(allowanceId, charge);
    charge.credits += part.credits;
    const known = charge.byBalance.get(balanceId);
    if (!known) charge.byBalance.set(balanceId, part);
    else {
      known.credits += part.credits;
      known.heldCredits += part.heldCredits;
    }
  }
  const end = ({ endsAt }: ReceiptPart) => endsAt ?? Number.POSITIVE_INFINITY;
  const order = (charge: ReceiptCharge) => `${charge.kind} ${charge.allowanceId}`;
  return [...charges.values()]
    .sort((x, y) => (order(x) < order(y) ? -1 : 1))
    .map(({ byBalance, ...charge }) => ({
      ...charge,
      parts: partsOf([...byBalance.values()]).sort((x, y) => (end(x) < end(y) ? -1 : 1)),
    }));
}

/** The amount's balance is held of with nothing where grants reached for all of it. */
function partsOf(parts: ReceiptPart[]): ReceiptPart[] {
  const touched = parts.filter(({ credits, heldCredits }) => credits !== 0 || heldCredits !== 0);
  return touched.length > 0 ? touched : parts;
}
