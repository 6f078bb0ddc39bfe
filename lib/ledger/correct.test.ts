import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { db } from "../db/client";
import { adjustments, entries, usage } from "../db/schema";
import { testDatabase } from "../db/testing";
import { close } from "./close";
import { correct } from "./correct";
import { reserve } from "./reserve";
import { askOf, bookErrors, endingOf, makePayer } from "./testing";

testDatabase();

async function swept() {
  const { call } = await makePayer(1_000_000);
  const held = await reserve(askOf(call));
  await close(held, endingOf(10, 10, { state: "expired", charge: "hold" }));
  const [row] = await db().select().from(usage).where(eq(usage.reservationId, held.id));
  return { held, usageId: row?.id ?? "" };
}

const callNow = async (id: string) => {
  const [row] = await db().select().from(usage).where(eq(usage.id, id));
  return { settled: row?.costCredits, now: (row?.costCredits ?? 0) + (row?.adjustedCredits ?? 0) };
};

it("makes a settle that comes after the sweeper's a correction, once", async () => {
  const { held, usageId } = await swept();
  const late = await Promise.all([1, 2, 3].map(() => close(held, endingOf(4, 3))));
  expect(late.every(({ won }) => !won)).toBe(true);
  expect(late[0]).toMatchObject({ state: "expired" });
  expect(await callNow(usageId)).toEqual({ settled: 20_000, now: 7000 });
  const made = await db().select().from(adjustments).where(eq(adjustments.usageId, usageId));
  expect(made).toMatchObject([{ kind: "late-settle", credits: -13_000 }]);
  expect(await bookErrors()).toEqual([]);
});

it("takes nothing from the sweeper's word when the sweeper comes second", async () => {
  const { call } = await makePayer(1_000_000);
  const held = await reserve(askOf(call));
  await close(held, endingOf(4, 3));
  const second = await close(held, endingOf(10, 10, { state: "expired", charge: "hold" }));
  expect(second).toMatchObject({ won: false, state: "settled" });
  expect(await db().select().from(entries).where(eq(entries.kind, "adjustment"))).toHaveLength(1);
  expect(await bookErrors()).toEqual([]);
});

it("charges what a correction costs more, beyond the hold too", async () => {
  const { usageId } = await swept();
  const dearer = { kind: "re-rating" as const, rates: null, counts: null, by: "admin" };
  const correction = { usageId, ...dearer, costCredits: 50_000, reratingId: "r" };
  expect(await correct([correction])).toBe(1);
  expect(await correct([correction])).toBe(0);
  expect((await callNow(usageId)).now).toBe(50_000);
  expect(await bookErrors()).toEqual([]);
});
