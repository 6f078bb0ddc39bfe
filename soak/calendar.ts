/**
 * Calendar periods once more, found by looking at what clocks on the wall say: nothing shared with
 * lib/allowances/window.ts, nor the library that it is made of.
 */
const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The date on the wall of a zone, as days since 1970-01-01. */
export function dateOnTheWall(zone: string, at: number): number {
  let format = formats.get(zone);
  if (!format) {
    const digits = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
    format = new Intl.DateTimeFormat("en-CA", { timeZone: zone, ...digits });
    formats.set(zone, format);
  }
  const [year = 0, month = 1, day = 1] = format.format(at).split("-").map(Number);
  return Date.UTC(year, month - 1, day) / dayMs;
}

const starts = new Map<string, number>();

/** The first millisecond at which the wall says `date` or a later one. */
export function startOfDate(zone: string, date: number): number {
  const key = `${zone} ${date}`;
  const known = starts.get(key);
  if (known !== undefined) return known;
  let before = date * dayMs - 16 * 3_600_000;
  let from = date * dayMs + 16 * 3_600_000;
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (dateOnTheWall(zone, middle) >= date) from = middle;
    else before = middle;
  }
  starts.set(key, from);
  return from;
}

export type Span = { start: number; end: number | null };

/** The calendar period that `at` is in. */
export function spanAt(window: string, zone: string, at: number): Span {
  if (window === "none") return { start: 0, end: null };
  const date = dateOnTheWall(zone, at);
  const [first, next] = datesAround(window, date);
  return { start: startOfDate(zone, first), end: startOfDate(zone, next) };
}

function datesAround(window: string, date: number): [number, number] {
  if (window === "calendar-day") return [date, date + 1];
  if (window === "calendar-week") {
    // The first of 1970 was a Thursday.
    const monday = date - ((date + 3) % 7);
    return [monday, monday + 7];
  }
  const on = new Date(date * dayMs);
  const month = (more: number) => Date.UTC(on.getUTCFullYear(), on.getUTCMonth() + more) / dayMs;
  return [month(0), month(1)];
}
