/** Times as the interface writes them: always zone and distance. Pure; `now` is passed in. */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

type Parts = Record<Intl.DateTimeFormatPartTypes, string>;

const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(at: number, timeZone: string): Parts {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      year: "numeric",
      month: "long",
      day: "numeric",
      weekday: "long",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
      timeZoneName: "short",
    });
    formats.set(timeZone, format);
  }
  const parts = format.formatToParts(at).map(({ type, value }) => [type, value]);
  return Object.fromEntries(parts) as Parts;
}

/** A time zone this machine knows, or UTC. */
export function knownTimeZone(name: string | undefined): string {
  if (!name) return "UTC";
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    // RangeError: there is no such zone here; UTC is always right, if not always handy.
    return "UTC";
  }
}

/** `09:38`. */
export function clock(at: number, timeZone = "UTC"): string {
  const { hour: h, minute: m } = partsOf(at, timeZone);
  return `${h}:${m}`;
}

/** `09:41:37`. */
export function exactClock(at: number, timeZone = "UTC"): string {
  return `${clock(at, timeZone)}:${partsOf(at, timeZone).second}`;
}

/** `20 November 2026`. */
export function longDate(at: number, timeZone = "UTC"): string {
  const { day: d, month, year } = partsOf(at, timeZone);
  return `${d} ${month} ${year}`;
}

/** `20 November 2026 09:41:37 UTC`. */
export function dateTime(at: number, timeZone = "UTC"): string {
  return `${longDate(at, timeZone)} ${exactClock(at, timeZone)} ${zoneName(at, timeZone)}`;
}

function zoneName(at: number, timeZone: string): string {
  return partsOf(at, timeZone).timeZoneName;
}

/** `Friday 20 November`, with its year when that is not this one. */
export function dayName(at: number, now: number, timeZone = "UTC"): string {
  const { weekday, day: d, month, year } = partsOf(at, timeZone);
  const past = year === partsOf(now, timeZone).year ? "" : ` ${year}`;
  return `${weekday} ${d} ${month}${past}`;
}

/** `23 November`, with its year when that is not this one. */
export function dayOfMonth(at: number, now: number, timeZone = "UTC"): string {
  const { day: d, month, year } = partsOf(at, timeZone);
  return year === partsOf(now, timeZone).year ? `${d} ${month}` : `${d} ${month} ${year}`;
}

/** The calendar day, to compare and to group by; opaque. */
export function dayKey(at: number, timeZone = "UTC"): string {
  const { day: d, month, year } = partsOf(at, timeZone);
  return `${year} ${month} ${d}`;
}

/** The heading a day stands under in a list: `Today`, `Yesterday`, `Last 7 days`, `October`. */
export function dayGroup(at: number, now: number, timeZone = "UTC"): string {
  const today = calendarDay(now, timeZone);
  const days = today - calendarDay(at, timeZone);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  if (days < 7) return "Last 7 days";
  const { month, year } = partsOf(at, timeZone);
  const current = partsOf(now, timeZone);
  if (year !== current.year) return `${month} ${year}`;
  return month === current.month ? `Earlier in ${month}` : month;
}

/** Days since the epoch of the calendar of `timeZone`. */
function calendarDay(at: number, timeZone: string): number {
  const { day: d, month, year } = partsOf(at, timeZone);
  return Math.round(Date.parse(`${d} ${month} ${year} UTC`) / day);
}

/** `in 14 h 13 min`, `in 2 days 5 h`, `in 10 days`, `in less than a minute`. */
export function distance(at: number, now: number): string {
  const ms = at - now;
  if (ms < minute) return "in less than a minute";
  const days = Math.floor(ms / day);
  const hours = Math.floor(ms / hour);
  if (days >= 3) return `in ${days} days`;
  if (days >= 1) {
    const rest = hours - days * 24;
    return `in ${days === 1 ? "1 day" : `${days} days`}${rest ? ` ${rest} h` : ""}`;
  }
  const minutes = Math.floor(ms / minute) - hours * 60;
  if (hours === 0) return `in ${minutes} min`;
  return minutes ? `in ${hours} h ${minutes} min` : `in ${hours} h`;
}

/** When something happens: `at 00:00 UTC` when the day ends, `on 1 December 00:00 UTC` later. */
export function atMoment(at: number, now: number, timeZone = "UTC"): string {
  return `${isToday(at, now, timeZone) ? "at" : "on"} ${moment(at, now, timeZone)}`;
}

/** As `atMoment`, without the preposition. */
export function moment(at: number, now: number, timeZone = "UTC"): string {
  const time = `${clock(at, timeZone)} ${zoneName(at, timeZone)}`;
  return isToday(at, now, timeZone) ? time : `${dayOfMonth(at, now, timeZone)} ${time}`;
}

/** Within the calendar day of `now`, or at its end: then the clock alone says when. */
function isToday(at: number, now: number, timeZone: string): boolean {
  return dayKey(at - 1, timeZone) === dayKey(now, timeZone);
}

/** The time in another zone too, where its clock shows another: ` (00:00 Berlin)`; else nothing. */
export function alsoIn(at: number, timeZone: string, other: string): string {
  const there = clock(at, other);
  return clock(at, timeZone) === there ? "" : ` (${there} ${cityOf(other)})`;
}

/** A time zone in a word: `UTC`, `New York`. */
export function cityOf(timeZone: string): string {
  return (timeZone.split("/").at(-1) ?? timeZone).replaceAll("_", " ");
}

/** When, and how far off: `00:00 UTC, in 14 h 13 min`. */
export function momentAndDistance(at: number, now: number, timeZone = "UTC"): string {
  return `${moment(at, now, timeZone)}, ${distance(at, now)}`;
}

/**
 * Until when something lasts, with the zone: the day it lasts through, `30 November (UTC)`; the
 * minute where that is within a day, or the day has not ended then.
 */
export function lastsUntil(at: number, now: number, timeZone = "UTC"): string {
  const isSoon = at > now && at - now <= day;
  if (isSoon || !isMidnight(at, timeZone)) return moment(at, now, timeZone);
  return `${dayOfMonth(at - 1, now, timeZone)} (${zoneName(at - 1, timeZone)})`;
}

/** The same with its year, where it is not told from now: `30 November 2026 (UTC)`. */
export function lastsUntilDate(at: number, timeZone = "UTC"): string {
  if (isMidnight(at, timeZone)) {
    return `${longDate(at - 1, timeZone)} (${zoneName(at - 1, timeZone)})`;
  }
  return `${longDate(at, timeZone)} ${clock(at, timeZone)} ${zoneName(at, timeZone)}`;
}

function isMidnight(at: number, timeZone: string): boolean {
  return dayKey(at - 1, timeZone) !== dayKey(at, timeZone);
}
