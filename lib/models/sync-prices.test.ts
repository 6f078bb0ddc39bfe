import fc from "fast-check";
import { expect, it } from "vitest";
import type { Price } from "../pricing/price";
import { changesOf } from "./sync-prices";

type Step = { from: number; price: Price | null };

const priceOf = (input: number): Price => ({ input, output: 1, tiers: [], source: "test" });
const moment = fc.integer({ min: 0, max: 20 });
const prices = fc.integer({ min: 1, max: 3 }).map(priceOf);
const known = fc
  .array(fc.record({ from: moment, price: fc.option(prices) }), { maxLength: 6 })
  .map(inOrder);
const dated = fc
  .uniqueArray(fc.record({ from: moment, price: prices }), { selector: (one) => one.from })
  .map(inOrder);

function inOrder<T extends { from: number }>(steps: T[]): T[] {
  return [...steps].sort((a, b) => a.from - b.from);
}

function at(steps: Step[], time: number): Price | null {
  return inOrder(steps).findLast(({ from }) => from <= time)?.price ?? null;
}

it("prices with dates hold from those on, whatever was known before", () => {
  fc.assert(
    fc.property(known, dated, moment, moment, (before, declared, now, time) => {
      fc.pre(declared.length > 0);
      const after = [...before, ...changesOf(before, declared, now)];
      expect(at(after, time)).toEqual(at(declared, time));
      expect(changesOf(inOrder(after), declared, now + 5)).toEqual([]);
    }),
  );
});

it("one without a date changes what is to come and never what was", () => {
  fc.assert(
    fc.property(known, fc.option(prices), moment, moment, (before, price, now, time) => {
      const declared = price ? [{ from: null, price }] : [];
      const after = [...before, ...changesOf(before, declared, now)];
      const first = before.length === 0;
      const expected = first || time >= now ? price : at(before, time);
      expect(at(after, time)).toEqual(expected);
    }),
  );
});
