import { alsoIn, atMoment, cityOf, moment } from "../dates";
import type { AllowanceInput } from "./schemas";

type Window = AllowanceInput["window"];

const periods: Record<Window, string> = {
  none: "topped up",
  "calendar-day": "each day",
  "calendar-week": "each week",
  "calendar-month": "each month",
  "rolling-24h": "any 24 hours",
  "rolling-7d": "any 7 days",
  "rolling-30d": "any 30 days",
};

/** How often an amount is there: `each day`. */
export function periodWords(window: Window): string {
  return periods[window];
}

/** A window with its zone, for a column: `day, UTC`, `month, Berlin`, `topped up`. */
export function windowWords(window: Window, timeZone: string): string {
  if (window === "none") return periods.none;
  return `${periods[window].replace(/^each |^any /, "")}, ${cityOf(timeZone)}`;
}

/** A rolling window does not refill at once: what was spent comes back as it was spent. */
export function isRolling({ window }: { window: string }): boolean {
  return window.startsWith("rolling-");
}

type Refilling = { window: string; timeZone: string };
type Told = { at: number; now: number; timeZone: string };

/**
 * When there is more of an allowance, in its reader's zone and, where its periods follow a zone
 * whose clock shows another time, in that too: `21 November 01:00 CET (00:00 UTC)`.
 */
export function refillMoment(allowance: Refilling, { at, now, timeZone }: Told): string {
  return `${moment(at, now, timeZone)}${itsOwn(allowance, at, timeZone)}`;
}

/** The same with `at` or `on` before it. */
export function atRefill(allowance: Refilling, { at, now, timeZone }: Told): string {
  return `${atMoment(at, now, timeZone)}${itsOwn(allowance, at, timeZone)}`;
}

function itsOwn(allowance: Refilling, at: number, timeZone: string): string {
  return isRolling(allowance) ? "" : alsoIn(at, timeZone, allowance.timeZone);
}
