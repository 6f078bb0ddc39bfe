import { expect, test } from "vitest";
import { isDeeperThan } from "./depth";

test("counts levels of lists and objects, however many there are", () => {
  for (const flat of [1, "x", null, undefined]) expect(isDeeperThan(0, flat)).toBe(false);
  expect([isDeeperThan(0, []), isDeeperThan(1, [1])]).toEqual([true, false]);
  const value = { a: [{ b: [] }, 1], c: {} };
  expect([isDeeperThan(3, value), isDeeperThan(4, value)]).toEqual([true, false]);
  let deep: unknown[] = [];
  for (let level = 1; level < 200_000; level += 1) deep = [deep];
  expect([isDeeperThan(199_999, deep), isDeeperThan(200_000, deep)]).toEqual([true, false]);
});
