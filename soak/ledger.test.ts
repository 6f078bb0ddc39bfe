import { afterAll, beforeAll, expect, it } from "vitest";
import { Databases } from "./database";
import { checkRaces } from "./races";
import { randomOf } from "./random";
import { checkRoom, roomNames } from "./room";
import { calendarWindows, checkCalendar, checkRolling, walked, walkPeriods } from "./windows";

const databases = new Databases();
beforeAll(() => databases.start());
afterAll(() => databases.end());

it("has one winner when settle, stop, sweep and retry come together", async () => {
  const won = await checkRaces(databases, { count: 200, seed: 1 });
  expect(Object.values(won).reduce((sum, wins) => sum + wins, 0)).toBe(200);
  expect(Math.min(...Object.values(won))).toBeGreaterThan(0);
}, 60_000);

it.each(roomNames)(
  "lets in what there is room for, of 200 at once: %s",
  async (name) => {
    expect(await checkRoom(databases, name)).toBe(200);
  },
  60_000,
);

it.each(walked)("has each instant of three years in one period: %s", (zone) => {
  const random = randomOf(1);
  const counts = calendarWindows.map((window) => walkPeriods(zone, window, random));
  expect(counts).toEqual([expect.closeTo(1117, -1), expect.closeTo(161, -1), 38]);
});

it("charges holds across midnights to the period they were taken in", async () => {
  const asked = { zone: "America/Santiago", seed: 1, every: 12 };
  expect(await checkCalendar(databases, asked)).toBeGreaterThan(200);
}, 60_000);

it("keeps a rolling window as if it were added up anew each time", async () => {
  const asked = { window: "rolling-24h", seed: 1, steps: 400 } as const;
  const { calls, rows } = await checkRolling(databases, asked);
  expect(calls).toBeGreaterThan(200);
  expect(rows).toBeLessThanOrEqual(calls);
}, 60_000);
