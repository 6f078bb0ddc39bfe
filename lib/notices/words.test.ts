import { expect, it } from "vitest";
import { byWeight, noticeRefill } from "./words";

it("puts what is used up first, and of that what stays so the longest", () => {
  const day = { threshold: 100, resets_at: 1 };
  const month = { threshold: 100, resets_at: 30 };
  const never = { threshold: 100, resets_at: null };
  const most = { threshold: 80, resets_at: null };
  expect(byWeight([most, day, never, month])).toEqual([never, month, day, most]);
});

it("says when it refills in the reader's zone, else in its own", () => {
  const now = Date.UTC(2026, 10, 20, 9, 46);
  const said = { name: "A", threshold: 80, window: "calendar-day", timeZone: "UTC" };
  const daily = { ...said, resetsAt: Date.UTC(2026, 10, 21) };
  expect(noticeRefill(daily, now)).toBe("It refills at 00:00 UTC.");
  expect(noticeRefill(daily, now, "Asia/Tokyo")).toMatch(
    /^It refills on 21 November 09:00 \S+ \(00:00 UTC\)\.$/,
  );
  const rolling = { ...daily, window: "rolling-24h" };
  expect(noticeRefill(rolling, now)).toBe("The next part of it comes back at 00:00 UTC.");
});
