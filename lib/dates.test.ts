import { describe, expect, it } from "vitest";
import {
  alsoIn,
  clock,
  dateTime,
  dayGroup,
  dayKey,
  dayName,
  distance,
  knownTimeZone,
  lastsUntil,
  lastsUntilDate,
  moment,
  momentAndDistance,
} from "./dates";

const now = Date.UTC(2026, 10, 20, 9, 46, 30);
const at = (day: number, hours = 0, minutes = 0) => Date.UTC(2026, 10, day, hours, minutes);

it("says when something refills, with zone and distance", () => {
  expect(momentAndDistance(at(21), now)).toBe("00:00 UTC, in 14 h 13 min");
  expect(momentAndDistance(Date.UTC(2026, 11, 1), now)).toBe("1 December 00:00 UTC, in 10 days");
  expect(moment(Date.UTC(2027, 0, 1), now)).toBe("1 January 2027 00:00 UTC");
  expect(moment(at(20, 23), now, "Europe/Berlin")).toMatch(/^00:00 (CET|GMT\+1)$/);
  // Within a day, and yet tomorrow: the clock alone would not say which.
  expect(momentAndDistance(at(21), now, "Europe/Berlin")).toMatch(/^21 November 01:00 .+, in 14 h/);
  expect(alsoIn(at(21), "Europe/Berlin", "UTC")).toBe(" (00:00 UTC)");
  expect(alsoIn(at(21), "UTC", "America/New_York")).toBe(" (19:00 New York)");
  expect(alsoIn(at(21), "Africa/Accra", "UTC")).toBe("");
});

describe("distances", () => {
  it.each([
    [20_000, "in less than a minute"],
    [60_000, "in 1 min"],
    [3_600_000, "in 1 h"],
    [86_400_000, "in 1 day"],
    [2 * 86_400_000 + 5 * 3_600_000, "in 2 days 5 h"],
    [9.9 * 86_400_000, "in 9 days"],
  ])("%s ms: %s", (ms, text) => expect(distance(now + ms, now)).toBe(text));
});

it("groups days as their zone's calendar has them", () => {
  expect(dayGroup(at(20, 0, 1), now)).toBe("Today");
  expect(dayGroup(at(19, 23, 59), now)).toBe("Yesterday");
  expect(dayGroup(at(19, 23, 59), now, "Europe/Berlin")).toBe("Today");
  expect(dayGroup(at(14), now)).toBe("Last 7 days");
  expect(dayGroup(at(2), now)).toBe("Earlier in November");
  expect(dayGroup(Date.UTC(2026, 9, 30), now)).toBe("October");
  expect(dayGroup(Date.UTC(2025, 9, 30), now)).toBe("October 2025");
  expect(dayKey(at(19, 23, 59), "Europe/Berlin")).toBe(dayKey(at(20), "UTC"));
});

it("names days and times", () => {
  expect(dayName(now, now)).toBe("Friday 20 November");
  expect(dayName(Date.UTC(2025, 0, 1), now)).toBe("Wednesday 1 January 2025");
  expect(clock(now)).toBe("09:46");
  expect(dateTime(now)).toBe("20 November 2026 09:46:30 UTC");
});

it("takes a zone it does not know for UTC", () => {
  expect(knownTimeZone("Mars/Olympus")).toBe("UTC");
  expect(knownTimeZone(undefined)).toBe("UTC");
  expect(knownTimeZone("Europe/Berlin")).toBe("Europe/Berlin");
});

it("says until when something lasts: through a day, or to the minute", () => {
  expect(lastsUntil(Date.UTC(2026, 11, 1), now)).toBe("30 November (UTC)");
  const newYork = /^30 November 19:00 (EST|GMT-5)$/;
  expect(lastsUntil(Date.UTC(2026, 11, 1), now, "America/New_York")).toMatch(newYork);
  expect(lastsUntil(now + 3_600_000, now)).toBe("10:46 UTC");
  expect(lastsUntil(Date.UTC(2026, 9, 2), now)).toBe("1 October (UTC)");
  expect(lastsUntilDate(Date.UTC(2026, 11, 1))).toBe("30 November 2026 (UTC)");
  expect(lastsUntilDate(Date.UTC(2026, 11, 1, 9, 30))).toBe("1 December 2026 09:30 UTC");
});
