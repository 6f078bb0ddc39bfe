import { eq } from "drizzle-orm";
import { type Draft, posting } from "../db/chain";
import { db } from "../db/client";
import { allowances, balances } from "../db/schema";
import { statement, write } from "../db/write";
import { newId } from "../ids";
import { allowancesChanged } from "./live";

type AllowanceRow = typeof allowances.$inferSelect;
type BalanceRow = typeof balances.$inferSelect;

/** An allowance of a test: an instance-wide budget of a dollar a day, unless said otherwise. */
export async function makeAllowance(over: Partial<AllowanceRow> = {}): Promise<AllowanceRow> {
  const row: AllowanceRow = {
    id: newId(),
    name: "Test",
    kind: "budget",
    level: "instance",
    subjectId: null,
    purpose: null,
    model: null,
    window: "calendar-day",
    timeZone: "UTC",
    amountCredits: 1_000_000_000,
    rollover: "none",
    createdBy: null,
    createdAt: Date.now(),
    deletedAt: null,
    ...over,
  };
  await write([statement(db().insert(allowances).values(row))]);
  allowancesChanged();
  return row;
}

/** A balance with its opening entry; `spentCredits` is posted as one charge. */
export async function makeBalance(
  over: Partial<BalanceRow> & { allowanceId: string },
): Promise<BalanceRow> {
  const row: BalanceRow = {
    id: newId(),
    subject: "",
    kind: "period",
    periodStart: 0,
    periodEnd: null,
    grantedCredits: 1_000_000_000,
    spentCredits: 0,
    reservedCredits: 0,
    rolledUntil: 0,
    seq: 0,
    digest: "",
    ...over,
  };
  const entry = (kind: "opening" | "charge", credits: number): Draft => ({
    balanceId: row.id,
    kind,
    credits,
    usageId: kind === "charge" ? newId() : null,
    cause: kind,
    createdAt: Date.now(),
  });
  const { grantedCredits, spentCredits, reservedCredits } = row;
  const empty = { ...row, grantedCredits: 0, spentCredits: 0, reservedCredits: 0 };
  await write([statement(db().insert(balances).values(empty))], {
    prepare: posting([entry("opening", grantedCredits), entry("charge", -spentCredits)]),
  });
  if (reservedCredits > 0) {
    const held = db().update(balances).set({ reservedCredits }).where(eq(balances.id, row.id));
    await write([statement(held)]);
  }
  return row;
}
