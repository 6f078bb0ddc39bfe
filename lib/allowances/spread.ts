import type { Credits } from "../money";
import { type Drawn, leftOf } from "./balances";
import { rollingMs } from "./window";

/** What a reservation holds of one balance. Of an allowance, in the order they are spent. */
export type Hold = {
  balanceId: string;
  allowanceId: string;
  credits: Credits;
  /** After how long a charge leaves the balance's rolling window (ms); null for none. */
  windowMs: number | null;
};

/**
 * Spreads what is to be held of an allowance over its balances, what ends soonest first. What no
 * balance has room for stands on the last, where the database refuses it.
 */
export function spreadHold({ allowance, balances }: Drawn, credits: Credits): Hold[] {
  const holds: Hold[] = [];
  let rest = credits;
  const hold = (balance: Drawn["balances"][number], held: Credits): Hold => ({
    balanceId: balance.id,
    allowanceId: allowance.id,
    credits: held,
    windowMs: balance.kind === "rolling" ? rollingMs(allowance.window) : null,
  });
  for (const balance of balances) {
    const held = Math.min(rest, Math.max(0, leftOf(balance)));
    if (held > 0) holds.push(hold(balance, held));
    rest -= held;
  }
  const last = balances.at(-1);
  const lastHold = holds.at(-1);
  if (rest > 0 && lastHold) lastHold.credits += rest;
  else if (holds.length === 0 && last) holds.push(hold(last, rest));
  return holds;
}

/**
 * Spreads a cost over what is held of one allowance, in the same order. What goes beyond the hold
 * (an overrun) is charged to the last of its balances.
 */
export function spreadCharge(holds: readonly Hold[], credits: Credits): Hold[] {
  let rest = credits;
  return holds.map((hold, at) => {
    const isLast = at === holds.length - 1;
    const charged = isLast ? rest : Math.min(rest, hold.credits);
    rest -= charged;
    return { ...hold, credits: charged };
  });
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
