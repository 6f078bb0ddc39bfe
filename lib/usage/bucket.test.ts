import { expect, it } from "vitest";
import { bucketStart } from "./bucket";

const at = (text: string) => Date.parse(text);

it("begins where the clocks of the zone say, over summer time too", () => {
  const moment = at("2026-11-25T22:40:00Z");
  expect(bucketStart("hour", "UTC", moment)).toBe(at("2026-11-25T22:00:00Z"));
  expect(bucketStart("hour", "Asia/Kolkata", moment)).toBe(at("2026-11-25T22:30:00Z"));
  expect(bucketStart("day", "Asia/Kolkata", moment)).toBe(at("2026-11-25T18:30:00Z"));
  expect(bucketStart("week", "UTC", moment)).toBe(at("2026-11-23T00:00:00Z"));
  expect(bucketStart("month", "Europe/Berlin", moment)).toBe(at("2026-10-31T23:00:00Z"));
  // The hour that comes twice is two hours, in a day of 25.
  const twice = at("2026-10-25T01:30:00Z");
  expect(bucketStart("hour", "Europe/Berlin", twice)).toBe(at("2026-10-25T01:00:00Z"));
  expect(bucketStart("day", "Europe/Berlin", twice)).toBe(at("2026-10-24T22:00:00Z"));
});
