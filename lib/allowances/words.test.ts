import { expect, it } from "vitest";
import { periodWords, windowWords } from "./words";

it("says windows in a few words", () => {
  expect(periodWords("calendar-month")).toBe("each month");
  expect(windowWords("calendar-day", "UTC")).toBe("day, UTC");
  expect(windowWords("calendar-week", "America/New_York")).toBe("week, New York");
  expect(windowWords("rolling-7d", "UTC")).toBe("7 days, UTC");
  expect(windowWords("none", "UTC")).toBe("topped up");
});
