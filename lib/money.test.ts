import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  centsText,
  creditsFromCents,
  creditsFromUsd,
  creditsRoundedUp,
  parseDecimal,
  rateFromUsd,
  usdText,
} from "./money";

describe("money", () => {
  it("prices 6 in and 22 out of flash-8b at 3,525 credits", () => {
    expect(creditsRoundedUp(6n * 37_500n + 22n * 150_000n)).toBe(3525);
    expect(usdText(3525)).toBe("0.000003525");
  });

  it("rounds up, once", () => {
    expect(creditsRoundedUp(1n)).toBe(1);
    expect(creditsRoundedUp(1000n)).toBe(1);
    expect(creditsRoundedUp(1001n)).toBe(2);
    expect(creditsRoundedUp(0n)).toBe(0);
  });

  it.each([
    ["1.0000000001", null],
    ["-1", null],
    ["1e3", null],
    ["0x10", null],
    ["", null],
    ["NaN", null],
    [Number.POSITIVE_INFINITY, null],
    [1e-9, 1],
    [5e-10, null],
    ["0.50", 500_000_000],
    [0.000003525, 3525],
  ])("reads %s as %s credits", (value, credits) => {
    expect(creditsFromUsd(value)).toBe(credits);
  });

  it("reads rates to a micro-dollar", () => {
    expect(rateFromUsd("0.0375")).toBe(37_500);
    expect(rateFromUsd("0.0000001")).toBeNull();
  });

  it("gives back what it printed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (credits) => {
        expect(creditsFromUsd(usdText(credits))).toBe(credits);
      }),
    );
  });

  it("gives back the cents it printed", () => {
    expect(centsText(250_000_000)).toBe("25.00");
    expect(centsText(1)).toBe("0.0000001");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (credits) => {
        expect(creditsFromCents(centsText(credits))).toBe(credits);
      }),
    );
  });

  it("takes numbers as it takes their text", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 0, max: 9 }), (n, scale) => {
        expect(parseDecimal(n / 10 ** scale, 9)).toBe(
          parseDecimal(usdText(n * 10 ** (9 - scale)), 9),
        );
      }),
    );
  });
});
