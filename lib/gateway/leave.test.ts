import { expect, it } from "vitest";
import { isCut } from "./leave";

const at = (pieces: number, seconds: number, limit: number) => ({
  pieces,
  limit,
  firstAt: pieces === 0 ? null : 100_000 - seconds * 1000,
});

it.each([
  ["512 left, at any pace", at(488, 500, 1000), false],
  ["513 left, 10 s at its pace", at(514, 10, 1027), false],
  ["much left, and a pace that is not known yet", at(9, 0.01, 2000), true],
  ["600 left, more than 10 s", at(100, 10, 700), true],
  ["600 left, 6 s at its pace", at(100, 1, 700), false],
  ["nothing came, much may", at(0, 0, 4096), true],
  ["nothing came, little may", at(0, 0, 512), false],
] as const)("%s", (_, progress, cut) => {
  expect(isCut(progress, 100_000)).toBe(cut);
});

it("does as its endpoint says", () => {
  const much = at(1, 10, 4000);
  expect(isCut({ ...much, onDisconnect: "drain" }, 100_000)).toBe(false);
  expect(isCut({ ...at(3999, 10, 4000), onDisconnect: "cut" }, 100_000)).toBe(true);
});
