import { byAllowance, spreadCharge } from "../allowances/spread";
import type { Draft } from "../db/chain";
import type { Credits } from "../money";
import type { Reservation } from "./reservation";

/**
 * A call's charge on each allowance that it counts down: its cost, on the balances it held.
 * `before`: what other calls of the same hold were charged.
 */
export function chargesOf(
  { holds, call, createdAt }: Pick<Reservation, "holds" | "call" | "createdAt">,
  usageId: string,
  credits: Credits,
  now: number,
  { before = 0 } = {},
): Draft[] {
  return byAllowance(holds).flatMap((held) => {
    const charged = spreadCharge(held, before);
    return spreadCharge(held, before + credits)
      .map((charge, at) => ({ ...charge, credits: charge.credits - (charged[at]?.credits ?? 0) }))
      .filter((charge) => charge.credits > 0)
      .map(({ balanceId, windowMs, credits: more }) => ({
        balanceId,
        kind: "charge" as const,
        credits: -more,
        usageId,
        leavesAt: windowMs === null ? null : createdAt + windowMs,
        cause: `a call for ${call.purpose}`,
        actorId: call.userId,
        createdAt: now,
      }));
  });
}
