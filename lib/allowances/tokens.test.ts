import fc from "fast-check";
import { expect, it } from "vitest";
import { creditsRoundedUp } from "../money";
import { tokensFor } from "./tokens";

it.each([
  [500_000_000, 150_000, 3_333_333],
  [0, 150_000, 0],
  [-5, 150_000, 0],
  [5, 0, null],
  [Number.MAX_SAFE_INTEGER, 1, Number.MAX_SAFE_INTEGER],
])("%d credits at %d buy %d tokens", (credits, rate, tokens) => {
  expect(tokensFor(credits, rate)).toBe(tokens);
});

it("never promises a token that the credits do not pay for, and none too few", () => {
  const amounts = [fc.nat(2_000_000_000), fc.integer({ min: 1, max: 100_000_000 })] as const;
  fc.assert(
    fc.property(...amounts, (credits, rate) => {
      const tokens = BigInt(tokensFor(credits, rate) ?? -1);
      expect(creditsRoundedUp(tokens * BigInt(rate))).toBeLessThanOrEqual(credits);
      expect(creditsRoundedUp((tokens + 1n) * BigInt(rate))).toBeGreaterThan(credits);
    }),
  );
});
