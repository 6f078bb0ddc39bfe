import { Temporal } from "temporal-polyfill";

export const windows = [
  "none",
  "calendar-day",
  "calendar-week",
  "calendar-month",
  "rolling-24h",
  "rolling-7d",
  "rolling-30d",
] as const;

export type Window = (typeof windows)[number];

/** Milliseconds since the epoch; `start` is in the period, `end` is the next one's start. */
export type Period = { start: number; end: number | null };

const hour = 3_600_000;
const rolling: Partial<Record<Window, number>> = {
  "rolling-24h": 24 * hour,
  "rolling-7d": 7 * 24 * hour,
  "rolling-30d": 30 * 24 * hour,
};

/** The length of a rolling window (ms), or null for the others. */
export function rollingMs(window: Window): number | null {
  return rolling[window] ?? null;
}

/**
 * The period of a calendar window that `now` (ms) is in; weeks start on Monday, days as in the
 * zone. Window `none` has one without an end.
 */
export function periodAt(window: Window, timeZone: string, now: number): Period {
  if (window === "none") return { start: 0, end: null };
  const today = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  const [first, next] = dates(window, today);
  return { start: midnight(first, timeZone), end: midnight(next, timeZone) };
}

function dates(
  window: Window,
  today: Temporal.PlainDate,
): [Temporal.PlainDate, Temporal.PlainDate] {
  if (window === "calendar-day") return [today, today.add({ days: 1 })];
  if (window === "calendar-week") {
    const monday = today.subtract({ days: today.dayOfWeek - 1 });
    return [monday, monday.add({ weeks: 1 })];
  }
  if (window === "calendar-month") {
    const first = today.with({ day: 1 });
    return [first, first.add({ months: 1 })];
  }
  throw new RangeError(`A ${window} window has no calendar period`);
}

/** The first instant of a date in a zone; where midnight is skipped, the first after it. */
function midnight(date: Temporal.PlainDate, timeZone: string): number {
  return date.toZonedDateTime(timeZone).epochMilliseconds;
}
