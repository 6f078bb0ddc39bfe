import { expect, it } from "vitest";
import { isTimeZone } from "./time-zone";

it("knows time zones by their IANA names", () => {
  expect(["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"].every(isTimeZone)).toBe(true);
  expect(["", "Mars/Base", "+01:00", "-03:00", "Berlin"].some(isTimeZone)).toBe(false);
});
