import { beforeAll, expect, it } from "vitest";
import { parseConfig } from "../config-file";
import { testDatabase } from "../db/testing";
import { openModels } from "../models/open";
import { syncAllowances } from "./configured";
import { liveAllowances } from "./live";
import { makeAllowance } from "./testing";

testDatabase();
beforeAll(() => openModels());

const config = (...lines: string[]) => parseConfig(lines.join("\n"), "c.yaml");
const daily = (name: string, usd: number, more = "") =>
  `  - { name: ${name}, kind: budget, level: each-user, window: calendar-day, usd: ${usd}${more} }`;
const live = async () =>
  (await liveAllowances()).map(({ name, amountCredits }) => [name, amountCredits]);

it("follows the configuration and leaves alone what was made elsewhere", async () => {
  await makeAllowance({ name: "By hand", amountCredits: 7 });
  await syncAllowances(config("allowances:", daily("A", 1), daily("B", 2)));
  expect(await live()).toEqual([
    ["By hand", 7],
    ["A", 1e9],
    ["B", 2e9],
  ]);
  const [, a] = await liveAllowances();
  await syncAllowances(config("allowances:", daily("A", 3)));
  expect(await live()).toEqual([
    ["By hand", 7],
    ["A", 3e9],
  ]);
  expect((await liveAllowances())[1]?.id).toBe(a?.id);
  await syncAllowances(config(""));
  expect(await live()).toEqual([["By hand", 7]]);
});

it("says where a mistake stands", async () => {
  const bad = config("allowances:", daily("A", 1), daily("B", 2, ", model: nothing"));
  await expect(syncAllowances(bad)).rejects.toThrow('c.yaml, line 3: There is no model "nothing"');
  const twice = config("allowances:", daily("A", 1), daily("A", 2));
  await expect(syncAllowances(twice)).rejects.toThrow("c.yaml, line 3: another one");
});
