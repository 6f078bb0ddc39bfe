import type { Credits } from "../money";
import { type Drawn, isAmount, leftOf } from "./balances";
import { rollingMs } from "./window";

/** What a reservation holds of one balance. Of an allowance, in the order they are spent. */
export type Hold = {
  balanceId: string;
  allowanceId: string;
  credits: Credits;
  /** After how long a charge leaves the balance's rolling window (ms); null for none. */
  windowMs: number | null;
  /** The balance of the amount itself: what goes beyond a hold is charged there. */
  isAmount: boolean;
};

/**
 * Spreads what is to be held of an allowance over its balances, what ends soonest first. The
 * balance of the amount is always among them, with nothing where nothing of it is needed: what no
 * balance has room for stands there, where the database refuses a hold.
 */
export function spreadHold({ allowance, balances }: Drawn, credits: Credits): Hold[] {
  let rest = credits;
  const holds = balances.map((balance): Hold => {
    const held = Math.min(rest, Math.max(0, leftOf(balance)));
    rest -= held;
    return {
      balanceId: balance.id,
      allowanceId: allowance.id,
      credits: held,
      windowMs: balance.kind === "rolling" ? rollingMs(allowance.window) : null,
      isAmount: isAmount(balance),
    };
  });
  const amount = holds.find((hold) => hold.isAmount);
  if (amount) amount.credits += rest;
  return holds.filter((hold) => hold.credits > 0 || hold.isAmount);
}

/**
 * Spreads a cost over what is held of one allowance, in the same order. What goes beyond the hold
 * (an overrun) is charged to the balance of the amount: it ends with its period, and is no debt of
 * what was granted beside it.
 */
export function spreadCharge(holds: readonly Hold[], credits: Credits): Hold[] {
  let rest = credits;
  const charges = holds.map((hold) => {
    const charged = Math.min(rest, hold.credits);
    rest -= charged;
    return { ...hold, credits: charged };
  });
  const beyond = charges.find((charge) => charge.isAmount) ?? charges.at(-1);
  if (beyond) beyond.credits += rest;
  return charges;
}

/** Holds by their allowance, each group in its order. */
export function byAllowance(holds: readonly Hold[]): Hold[][] {
  const groups = new Map<string, Hold[]>();
  for (const hold of holds) {
    const group = groups.get(hold.allowanceId);
    if (group) group.push(hold);
    else groups.set(hold.allowanceId, [hold]);
  }
  return [...groups.values()];
}
