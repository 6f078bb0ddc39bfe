import { expect, test } from "vitest";
import { Roll } from "./roll";

test("a roll has who has entered and not left, once each", () => {
  const roll = new Roll<string>();
  const leave = roll.enter("a");
  roll.enter("a");
  expect([roll.size, ...roll]).toEqual([2, "a", "a"]);
  expect([leave(), leave()]).toEqual([true, false]);
  expect([roll.size, ...roll]).toEqual([1, "a"]);
});

test("who leaves while the roll is called is not called", () => {
  const roll = new Roll<() => void>();
  const called: string[] = [];
  const leaves: (() => boolean)[] = [];
  const all = () => {
    for (const leave of leaves) leave();
  };
  leaves.push(roll.enter(() => called.push("first") && all()));
  leaves.push(roll.enter(() => called.push("second")));
  for (const call of roll) call();
  expect(called).toEqual(["first"]);
});
