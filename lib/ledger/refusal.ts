import { availableCredits, type Drawn } from "../allowances/balances";
import { refillsAt } from "../allowances/refill";
import { isRolling } from "../allowances/words";
import { atMoment, moment } from "../dates";
import { PurserError } from "../errors";
import { money, neededAndLeft } from "../format";
import type { Credits } from "../money";

const unspent = "Nothing was sent and nothing was charged.";

/** The 402 of a call that no budget pays for. */
export function nobodyPays(purpose: string, model: string, needed: Credits): PurserError {
  return new PurserError(
    "allowance_exhausted",
    `No allowance of yours pays for ${purpose} with ${model}. ${unspent} An admin can give you one.`,
    { extra: extra(null, needed, 0, 0, null) },
  );
}

/** The 402 of a call that does not fit: names the allowance with the least room. */
export async function exhausted(
  drawn: readonly Drawn[],
  needed: Credits,
  now: number,
): Promise<PurserError> {
  const tightest = drawn.reduce((least, each) =>
    availableCredits(each) < availableCredits(least) ? each : least,
  );
  const { allowance } = tightest;
  const resetsAt = await refillsAt(tightest, needed, now);
  return new PurserError(
    "allowance_exhausted",
    `${words(tightest, { needed, resetsAt, now })} ${unspent}`,
    {
      extra: extra(
        { id: allowance.id, name: allowance.name },
        needed,
        availableCredits(tightest),
        reservedOf(tightest),
        resetsAt,
      ),
    },
  );
}

function reservedOf({ balances }: Drawn): Credits {
  return balances.reduce((sum, { reservedCredits }) => sum + reservedCredits, 0);
}

function extra(
  allowance: { id: string; name: string } | null,
  needed: Credits,
  available: Credits,
  reserved: Credits,
  resetsAt: number | null,
) {
  return {
    allowance,
    needed_credits: needed,
    available_credits: available,
    reserved_credits: reserved,
    resets_at: resetsAt,
  };
}

type Refused = { needed: Credits; resetsAt: number | null; now: number };

/** Which allowance, until when, what was needed and what is left. */
function words(tightest: Drawn, { needed, resetsAt, now }: Refused): string {
  const { allowance } = tightest;
  const available = availableCredits(tightest);
  const comesBack = isRolling(allowance) && resetsAt !== null;
  const until =
    resetsAt === null || comesBack ? "" : ` until ${moment(resetsAt, now, allowance.timeZone)}`;
  const enough = comesBack
    ? ` Enough of it comes back ${atMoment(resetsAt, now, allowance.timeZone)}.`
    : "";
  const reserved = reservedOf(tightest);
  const held = reserved > 0 ? ` ${money(reserved, "up")} are held for answers under way.` : "";
  const isUsedUp = available <= 0 && !held;
  const fact = isUsedUp
    ? `“${allowance.name}” is used up${until}`
    : `What is left of “${allowance.name}” does not reach for this${until}`;
  const told = neededAndLeft(needed, available);
  const left = available > 0 ? `${told.left} are left` : "nothing is left";
  return `${fact}: it can cost ${told.needed}, and ${left}.${held}${enough}`;
}
