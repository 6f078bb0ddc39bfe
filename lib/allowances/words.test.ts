import { expect, it } from "vitest";
import { atRefill, periodWords, refillMoment, windowWords } from "./words";

it("says windows in a few words", () => {
  expect(periodWords("calendar-month")).toBe("each month");
  expect(windowWords("calendar-day", "UTC")).toBe("day, UTC");
  expect(windowWords("calendar-week", "America/New_York")).toBe("week, New York");
  expect(windowWords("rolling-7d", "UTC")).toBe("7 days, UTC");
  expect(windowWords("none", "UTC")).toBe("topped up");
});

it("tells when there is more in the reader's zone, and in its own where that differs", () => {
  const now = Date.UTC(2026, 10, 20, 9, 46);
  const told = { at: Date.UTC(2026, 10, 21), now, timeZone: "Europe/Berlin" };
  const daily = { window: "calendar-day", timeZone: "UTC" };
  expect(refillMoment(daily, told)).toMatch(/^21 November 01:00 (CET|GMT\+1) \(00:00 UTC\)$/);
  expect(atRefill(daily, { ...told, timeZone: "UTC" })).toBe("at 00:00 UTC");
  // A rolling window follows no zone.
  expect(refillMoment({ ...daily, window: "rolling-24h" }, told)).not.toContain("UTC)");
});
