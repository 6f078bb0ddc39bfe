import { availableCredits, type Drawn } from "../allowances/balances";
import { PurserError } from "../errors";
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
export function exhausted(drawn: readonly Drawn[], needed: Credits): PurserError {
  const tightest = drawn.reduce((least, each) =>
    availableCredits(each) < availableCredits(least) ? each : least,
  );
  const { allowance, balance } = tightest;
  return new PurserError("allowance_exhausted", `${words(tightest)} ${unspent}`, {
    extra: extra(
      { id: allowance.id, name: allowance.name },
      needed,
      availableCredits(tightest),
      balance.reservedCredits,
      balance.periodEnd,
    ),
  });
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

function words(tightest: Drawn): string {
  const { allowance, balance } = tightest;
  const until = resetWords(balance.periodEnd, allowance.timeZone);
  const held = balance.reservedCredits > 0 ? " A part of it is held for answers under way." : "";
  if (availableCredits(tightest) <= 0 && !held) return `“${allowance.name}” is used up${until}.`;
  return `What is left of “${allowance.name}” does not reach for this${until}.${held}`;
}

/** " until Mon 24 Nov, 00:00 UTC", or "" where it never resets. */
function resetWords(resetsAt: number | null, timeZone: string): string {
  if (resetsAt === null) return "";
  const at = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { timeZone, ...options }).format(resetsAt);
  const day = at({ weekday: "short", day: "numeric", month: "short" }).replace(",", "");
  const time = at({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return ` until ${day}, ${time} ${timeZone}`;
}
