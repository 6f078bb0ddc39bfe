import { expect, it } from "vitest";
import { testDatabase } from "../db/testing";
import { makeFirstAllowance } from "./first";
import { liveAllowances } from "./live";

testDatabase();

it("makes no Default where the first start was configured, nor later", async () => {
  await makeFirstAllowance(true);
  await makeFirstAllowance(false);
  expect(await liveAllowances()).toEqual([]);
});
