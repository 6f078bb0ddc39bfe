import { and, eq, isNull } from "drizzle-orm";
import { actorId, type Viewer } from "../auth/viewer";
import { posting } from "../db/chain";
import { db } from "../db/client";
import { allowances } from "../db/schema";
import { type Prepare, type Statement, statement, write } from "../db/write";
import { invalid } from "../errors";
import { money } from "../format";
import type { Credits } from "../money";
import { checkOwnCap } from "./access";
import { drawOn, findBalances, isAmount, type Place, placeOf } from "./balances";
import { checkAllowance } from "./check";
import { type Allowance, balanceSubject } from "./choose";
import { lackingAmounts, levelAmounts } from "./level";
import { allowancesChanged, payerOf } from "./live";
import { comingOver } from "./rollover";
import type { AllowanceInput, AllowancePatch } from "./schemas";
import { standingsOf, standingsOfAll } from "./standing";

type Asked = { viewer: Viewer; allowance: Allowance; input: AllowancePatch; now?: number };

/**
 * Changes an allowance (of `allowanceToChange`), at once: the balances of the period that is
 * running get an adjustment to the new amount, in the same write. An amount below what is spent
 * leaves less than nothing. A new window or zone starts a new period, unless it starts when the
 * old one did.
 */
export async function patchAllowance(asked: Asked): Promise<Allowance> {
  const { viewer } = asked;
  return changeAllowance(asked, (wanted) => checkOwnCap(wanted, viewer));
}

/** The same for whoever may do it: the cap of a key is changed with the key (lib/keys). */
export async function changeAllowance(
  asked: Asked,
  check: (wanted: Allowance) => void = () => undefined,
): Promise<Allowance> {
  const { viewer, allowance, now = Date.now() } = asked;
  const { totalCredits, ...input } = asked.input;
  const wanted = { ...allowance, ...subjectOf(input), ...input };
  check(wanted);
  const checked = await checkAllowance(pick(wanted));
  let changed: Allowance = { ...wanted, ...checked };
  const place = placeOf({ allowance: changed }, now);
  const level = { allowanceId: allowance.id, place, by: actorId(viewer), now };
  await openBefore(allowance, changed, { totalCredits, place, now });
  const change: Prepare = async (turn) => {
    const amountCredits = await periodAmount(changed, { totalCredits, viewer, now });
    changed = { ...changed, amountCredits };
    check(changed);
    const drafts = await lackingAmounts({ ...level, amountCredits });
    const rows = [update(allowance.id, { ...checked, amountCredits }), endAt(allowance.id, place)];
    return [...rows, ...(await posting(drafts)(turn))];
  };
  await write([], { alone: true, prepare: change });
  await levelAmounts(level);
  allowancesChanged();
  return changed;
}

type Planned = { totalCredits: Credits | undefined; place: Place; now: number };

/**
 * A period that nobody has drawn on yet is opened with the amount it had, so that its ledger tells
 * of the change. Where each has their own, whoever has drawn on nothing opens with the new amount.
 */
async function openBefore(before: Allowance, after: Allowance, planned: Planned): Promise<void> {
  const { totalCredits, place, now } = planned;
  const isNew = totalCredits !== undefined || after.amountCredits !== before.amountCredits;
  const old = placeOf({ allowance: before }, now);
  const goesOn = old.kind === place.kind && old.start === place.start;
  if (!isNew || !goesOn || before.level === "each-user") return;
  await drawOn([{ allowance: before, subject: "" }], now);
}

type Total = { totalCredits: Credits | undefined; viewer: Viewer; now: number };

/**
 * The amount of a period with which an allowance comes to `total`: what was granted, and what
 * rolled over, is in it. Where everybody has a balance of their own it is that of each.
 */
async function periodAmount(
  allowance: Allowance,
  { totalCredits: total, viewer, now }: Total,
): Promise<Credits> {
  if (total === undefined) return allowance.amountCredits;
  if (total === (await ownAmount(allowance, viewer, now))) return allowance.amountCredits;
  const beside = await besideAmount(allowance, now);
  if (total >= beside) return total - beside;
  const message = `${money(beside)} of it are granted or rolled over. That or more is right.`;
  throw invalid("amount_credits", message);
}

/**
 * Of what everybody has for themselves: what the viewer's own list says, grants of theirs in it.
 * Whoever sends that back changes nothing.
 */
async function ownAmount(allowance: Allowance, viewer: Viewer, now: number) {
  if (allowance.level !== "each-user" || viewer.kind !== "person") return null;
  const subject = balanceSubject(allowance, await payerOf(viewer.userId));
  const [own] = await standingsOf([{ allowance, subject }], now);
  return own?.amountCredits ?? null;
}

/** Where everybody has a balance of their own: the mean, as it is shown. */
async function besideAmount(allowance: Allowance, now: number): Promise<Credits> {
  if (allowance.level === "each-user") {
    const [all] = await standingsOfAll([allowance], now);
    return (all?.amountCredits ?? allowance.amountCredits) - allowance.amountCredits;
  }
  const chosen = { allowance, subject: "" };
  const [found] = await findBalances([chosen], now);
  const balances = found?.balances ?? [];
  const granted = balances.filter((balance) => !isAmount(balance));
  const sum = granted.reduce((all, { grantedCredits }) => all + grantedCredits, 0);
  if (!found || balances.some(isAmount)) return sum;
  return sum + (await comingOver(chosen, found.place));
}

/** Levels without a subject need not be told so. */
function subjectOf({ level }: Partial<AllowanceInput>): { subjectId?: null } {
  return level === "instance" || level === "each-user" ? { subjectId: null } : {};
}

function pick(allowance: Allowance): AllowanceInput {
  const { id, createdBy, createdAt, deletedAt, ...input } = allowance;
  return input;
}

function update(id: string, changed: AllowanceInput): Statement {
  return statement(
    db()
      .update(allowances)
      .set(changed)
      .where(and(eq(allowances.id, id), isNull(allowances.deletedAt))),
  );
}

/** Balances that go on under another window end when it does. */
function endAt(allowanceId: string, { kind, start, end }: Place): Statement {
  return {
    sql: `update balances set period_end = ?
      where allowance_id = ? and kind = ? and period_start = ? and period_end is not ?`,
    args: [end, allowanceId, kind, start, end],
  };
}
