import { expect, it } from "vitest";
import { testDatabase } from "../db/testing";
import { makeFirstAllowance } from "./first";
import { liveAllowances } from "./live";
import { removeAllowance } from "./remove";

testDatabase();

it("makes the Default once ever, also when it was deleted", async () => {
  await makeFirstAllowance(false);
  await makeFirstAllowance(false);
  const [first, ...others] = await liveAllowances();
  expect(others).toEqual([]);
  expect(first).toMatchObject({
    name: "Default",
    kind: "budget",
    level: "each-user",
    subjectId: null,
    purpose: null,
    model: null,
    window: "calendar-day",
    timeZone: "UTC",
    amountCredits: 500_000_000,
  });
  if (first) await removeAllowance(first);
  await makeFirstAllowance(false);
  expect(await liveAllowances()).toEqual([]);
});
