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
  const city = timeZone.split("/").at(-1)?.replaceAll("_", " ");
  return `${periods[window].replace(/^each |^any /, "")}, ${city}`;
}
