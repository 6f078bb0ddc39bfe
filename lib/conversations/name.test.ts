import { describe, expect, it } from "vitest";
import { firstWords, nameFromAnswer } from "./name";

describe("firstWords", () => {
  it("keeps a short prompt", () =>
    expect(firstWords("  How big\n is it? ")).toBe("How big is it?"));
  it("cuts a long one at a word", () => {
    const name = firstWords(`${"word ".repeat(40)}`);
    expect(name).toBe(`${"word ".repeat(12).trim()}…`);
  });
  it("cuts a word that never ends", () => {
    expect(firstWords("x".repeat(500))).toBe(`${"x".repeat(60)}…`);
  });
});

describe("nameFromAnswer", () => {
  it.each([
    ['"Rainwater tank for the allotment."', "Rainwater tank for the allotment"],
    ["# Title: Roof quotes\nmore", "Roof quotes"],
    ["**Regex for IBAN lines**", "Regex for IBAN lines"],
    ["\n\n", null],
    ['""', null],
  ])("reads %j as %j", (answer, name) => expect(nameFromAnswer(answer)).toBe(name));
});
