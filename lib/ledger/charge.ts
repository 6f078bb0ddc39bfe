import { availableCredits, type Drawn, drawOn, findBalances } from "../allowances/balances";
import { type Allowance, type Chosen, chooseAllowances, type Payer } from "../allowances/choose";
import { liveAllowances, payerOf } from "../allowances/live";
import { type Hold, spreadHold } from "../allowances/spread";
import { PurserError } from "../errors";
import type { Credits } from "../money";

/** What a call without a hold is charged to: its allowances, and whether a budget is among them. */
export type Charging = {
  /** Opens the balances that the calls are charged to; before the write that charges them. */
  open(calls: readonly ChargedTo[]): Promise<void>;
  /** The balances as they stand at the commit; what is spread is taken off them. */
  stand(): Promise<Spread>;
};

export type ChargedTo = { keyId: string | null; purpose: string; model: string };

export type Spread = (
  call: ChargedTo,
  credits: Credits,
) => { holds: Hold[]; overrun: boolean; paid: boolean };

/** Charges calls of one person that cost what they cost, whether there is room or not. */
export async function chargingOf(userId: string, now: number): Promise<Charging> {
  const [live, payer] = await Promise.all([liveAllowances(), payerOrNobody(userId)]);
  const opened = new Map<string, Chosen>();
  return {
    async open(calls) {
      for (const call of calls) {
        const { budgets, caps } = chosenFor(live, payer, call);
        for (const each of [...budgets, ...caps]) opened.set(keyOf(each), each);
      }
      await drawOn([...opened.values()], now);
    },
    async stand() {
      const drawn = await findBalances([...opened.values()], now);
      const standing = new Map(drawn.map((each) => [keyOf(each), each]));
      return (call, credits) => {
        const { budgets, caps } = chosenFor(live, payer, call);
        const each = [...budgets, ...caps].flatMap((one) => standing.get(keyOf(one)) ?? []);
        const overrun = each.some((one) => availableCredits(one) < credits);
        const holds = each.flatMap((one) => spreadHold(one, credits));
        take(each, holds);
        const paid = budgets.length > 0;
        return { holds, overrun: credits > 0 && (overrun || !paid), paid };
      };
    },
  };
}

const keyOf = ({ allowance, subject }: Chosen) => `${allowance.id} ${subject}`;

/** Nobody is charged for somebody who is gone; what they used stays in the books. */
async function payerOrNobody(userId: string): Promise<Payer | null> {
  try {
    return await payerOf(userId);
  } catch (error) {
    if (error instanceof PurserError && error.code === "not_found") return null;
    throw error;
  }
}

function chosenFor(live: readonly Allowance[], payer: Payer | null, call: ChargedTo) {
  if (!payer) return { budgets: [], caps: [] };
  const { keyId, purpose, model } = call;
  return chooseAllowances(live, { payer: { ...payer, keyId }, purpose, model });
}

function take(drawn: Drawn[], holds: Hold[]): void {
  for (const { balances } of drawn) {
    for (const balance of balances) {
      const held = holds.find(({ balanceId }) => balanceId === balance.id);
      if (held) balance.spentCredits += held.credits;
    }
  }
}
