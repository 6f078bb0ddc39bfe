import { describe, expect, it } from "vitest";
import { periodAt, rollingMs, type Window, windows } from "./window";

const hour = 3_600_000;
const at = (iso: string) => Date.parse(iso);

function iso(window: Window, zone: string, now: string): [string, string] {
  const { start, end } = periodAt(window, zone, at(now));
  return [new Date(start).toISOString(), new Date(end ?? 0).toISOString()];
}

describe("a period", () => {
  it("of no window has no end", () => {
    expect(periodAt("none", "UTC", at("2026-11-20T12:00Z"))).toEqual({ start: 0, end: null });
  });

  it.each([
    ["calendar-day", "2026-11-20T00:00:00.000Z", "2026-11-21T00:00:00.000Z"],
    ["calendar-week", "2026-11-16T00:00:00.000Z", "2026-11-23T00:00:00.000Z"],
    ["calendar-month", "2026-11-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z"],
  ] as const)("of a %s in UTC", (window, start, end) => {
    expect(iso(window, "UTC", "2026-11-20T12:00:00Z")).toEqual([start, end]);
    expect(iso(window, "UTC", start)).toEqual([start, end]);
  });

  it("has its first instant and not its last", () => {
    const [, end] = iso("calendar-day", "UTC", "2026-11-20T23:59:59.999Z");
    expect(end).toBe("2026-11-21T00:00:00.000Z");
  });

  it("starts its week on Monday, also seen from a Sunday", () => {
    expect(iso("calendar-week", "UTC", "2026-11-22T23:00:00Z")[0]).toBe("2026-11-16T00:00:00.000Z");
    expect(iso("calendar-week", "UTC", "2026-11-23T00:00:00Z")[0]).toBe("2026-11-23T00:00:00.000Z");
  });

  it("follows its zone over summer time: days of 23 and of 25 hours", () => {
    const lengthOf = (now: string, zone: string) => {
      const { start, end } = periodAt("calendar-day", zone, at(now));
      return ((end ?? 0) - start) / hour;
    };
    expect(lengthOf("2026-03-29T12:00Z", "Europe/Berlin")).toBe(23);
    expect(lengthOf("2026-10-25T12:00Z", "Europe/Berlin")).toBe(25);
    expect(lengthOf("2026-10-03T16:00Z", "Australia/Lord_Howe")).toBe(23.5);
    expect(iso("calendar-day", "Asia/Kathmandu", "2026-11-20T12:00:00Z")[0]).toBe(
      "2026-11-19T18:15:00.000Z",
    );
  });

  it("starts a day whose midnight is skipped at its first instant", () => {
    // In Cairo the clocks went from 00:00 to 01:00 on Friday 26 April 2024.
    expect(iso("calendar-day", "Africa/Cairo", "2024-04-26T12:00:00Z")).toEqual([
      "2024-04-25T22:00:00.000Z",
      "2024-04-26T21:00:00.000Z",
    ]);
  });

  it("knows leap years", () => {
    expect(iso("calendar-day", "UTC", "2028-02-29T12:00:00Z")[1]).toBe("2028-03-01T00:00:00.000Z");
    expect(iso("calendar-month", "UTC", "2028-02-10T12:00:00Z")[1]).toBe(
      "2028-03-01T00:00:00.000Z",
    );
    expect(iso("calendar-month", "UTC", "2026-12-31T23:59:59Z")[1]).toBe(
      "2027-01-01T00:00:00.000Z",
    );
  });

  it.each([
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
  ])("follows on the one before without gap or overlap, three years in %s", (zone) => {
    for (const window of ["calendar-day", "calendar-week", "calendar-month"] as const) {
      let period = periodAt(window, zone, at("2026-01-01T12:00Z"));
      while (period.start < at("2029-01-01T00:00Z")) {
        const end = period.end ?? 0;
        expect(end).toBeGreaterThan(period.start);
        expect(periodAt(window, zone, end - 1)).toEqual(period);
        const next = periodAt(window, zone, end);
        expect(next.start).toBe(end);
        period = next;
      }
    }
  });
});

it("knows how long rolling windows are", () => {
  const lengths = windows.map((window) => rollingMs(window));
  expect(lengths).toEqual([null, null, null, null, 24 * hour, 168 * hour, 720 * hour]);
});
