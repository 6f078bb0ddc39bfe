import type { LedgerLine } from "@/lib/allowances/ledger";
import { lastsUntil } from "@/lib/dates";

type Told = Pick<
  LedgerLine,
  "kind" | "credits" | "cause" | "usageId" | "by" | "balance" | "periodEnd"
>;

/** What an entry of an allowance's ledger is, in words. */
export function entryWords(entry: Told): string {
  const { kind, credits, usageId, by } = entry;
  const byWhom = by ? ` by ${by}` : "";
  switch (kind) {
    case "opening":
      return entry.balance === "rolling" || entry.periodEnd === null
        ? "Opened with"
        : "A period began";
    case "grant":
      return grantWords(entry);
    case "charge":
      return "A call";
    case "adjustment":
      if (usageId !== null) return credits < 0 ? "A call cost more" : "A call cost less";
      return `Amount ${credits < 0 ? "lowered" : "raised"}${byWhom}`;
    case "rollover":
      return credits < 0 ? "Left for the next period" : "Left from the period before";
    case "expiry":
      return "A grant ended with this left";
    default:
      return kind satisfies never;
  }
}

function grantWords({ cause, by }: Told): string {
  if (cause === "a voucher") return by ? `Voucher redeemed by ${by}` : "Voucher redeemed";
  if (cause === "asked for and granted")
    return by ? `Asked for, granted by ${by}` : "Asked for, granted";
  return by ? `Granted by ${by}` : "Granted";
}

/** Until when what was given lasts; null where that is no news. */
export function untilWords(
  { kind, periodEnd }: Told,
  now: number,
  timeZone: string,
): string | null {
  if (kind !== "grant") return null;
  return periodEnd === null ? "until it is spent" : `until ${lastsUntil(periodEnd, now, timeZone)}`;
}
