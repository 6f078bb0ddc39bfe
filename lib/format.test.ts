import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  aboutCount,
  aboutMoney,
  atMostMoney,
  columnCents,
  count,
  counted,
  exactAlike,
  money,
  neededAndLeft,
  partsInCents,
  receiptCents,
  seconds,
  tokensLeft,
} from "./format";

const cent = 10_000_000;

describe("a column of cents", () => {
  it.each([
    [null, "–"],
    [0, "0.00"],
    [1, "< 0.01"],
    [99_999, "< 0.01"],
    [100_000, "0.01"],
    [25_020_000, "2.50"],
    [21.5 * cent, "21.50"],
    [1500 * cent, "1,500.00"],
    [0.999 * cent, "1.00"],
    [-1.9 * cent, "−1.90"],
    [-1, "−< 0.01"],
    [-99_999, "−< 0.01"],
  ])("%s credits are %s", (credits, text) => expect(columnCents(credits)).toBe(text));
});

describe("one rounding for an amount, wherever it stands", () => {
  it.each([
    [0.1601 * cent, "0.17", "0.17 cents", "0.17 cents"],
    [1_700_000, "0.17", "0.17 cents", "0.17 cents"],
    [1, "< 0.01", "less than 0.01 cents", "0.01 cents"],
    [100_000, "0.01", "0.01 cents", "0.01 cents"],
    [0.9 * cent, "0.90", "0.90 cents", "0.9 cents"],
    [20.001 * cent, "20.01", "20.01 cents", "20.01 cents"],
    [20 * cent, "20.00", "20.00 cents", "20 cents"],
    [0, "0.00", "0.00 cents", "0 cents"],
  ])("at most %s credits is rounded up", (credits, column, sentence, short) => {
    expect(columnCents(credits, "up")).toBe(column);
    expect(money(credits, "up")).toBe(sentence);
    expect(atMostMoney(credits).amount).toBe(short);
  });

  it.each([
    [0.1899 * cent, "0.18", "0.18 cents"],
    [99_999, "< 0.01", "less than 0.01 cents"],
    [99.999 * cent, "99.99", "99.99 cents"],
    [138.9 * cent, "138.90", "$1.38"],
    [0, "0.00", "0.00 cents"],
    [-0.181 * cent, "−0.19", "−0.19 cents"],
    [-1, "−< 0.01", "minus less than 0.01 cents"],
  ])("%s credits left are rounded down", (credits, column, sentence) => {
    expect(columnCents(credits, "down")).toBe(column);
    expect(money(credits, "down")).toBe(sentence);
  });

  it("says at most and needed alike, and never less than they are", () => {
    fc.assert(
      fc.property(fc.integer({ min: cent / 100, max: 99 * cent }), (credits) => {
        const column = columnCents(credits, "up");
        expect(money(credits, "up")).toBe(`${column} cents`);
        expect(Number.parseFloat(atMostMoney(credits).amount)).toBe(Number(column));
        expect(Math.round(Number(column) * 100)).toBeGreaterThanOrEqual(credits / (cent / 100));
      }),
    );
  });
});

describe("how an allowance stands", () => {
  const parts = (left: number, held: number, used: number) => {
    const of = left + held + used;
    return Object.values(partsInCents({ left, held, of })).join(" ");
  };

  it.each([
    [28.2951 * cent, 0, 1.7049 * cent, "28.29 0.00 1.71 30.00"],
    [28.2951 * cent, 0.0049 * cent, 1.7 * cent, "28.29 0.01 1.70 30.00"],
    [30 * cent - 3525, 0, 3525, "29.99 0.00 0.01 30.00"],
    [30 * cent - 3525, 3525, 0, "29.99 0.01 0.00 30.00"],
    [29.995 * cent, 0.003 * cent, 0.002 * cent, "29.99 0.01 < 0.01 30.00"],
    [12, 0, 30 * cent - 12, "< 0.01 0.00 30.00 30.00"],
    [-0.4 * cent, 0, 30.4 * cent, "−0.40 0.00 30.40 30.00"],
    [30 * cent, 0, 0, "30.00 0.00 0.00 30.00"],
    [2.1049 * cent, 0, 0, "2.10 0.00 0.00 2.10"],
    [0, 0, 0, "0.00 0.00 0.00 0.00"],
    [0.0098 * cent, 0, 0.0202 * cent, "0.0098 0.0000 0.0202 0.0300"],
    [cent - 1, 0, 0, "0.9999999 0.0000000 0.0000000 0.9999999"],
    [cent - 1, 0, 1, "0.99 0.00 0.01 1.00"],
    [3000, 525, 6000, "0.0003000 0.0000525 0.0006000 0.0009525"],
  ])("%s left, %s held, %s used: %s", (left, held, used, text) => {
    expect(parts(left, held, used)).toBe(text);
  });

  it("adds up as it is shown, and never shows more left than there is", () => {
    const some = fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: cent }),
      fc.integer({ min: 0, max: 99_999 * cent }),
    );
    const signed = fc.integer({ min: -cent, max: 9999 * cent });
    const hundredths = (text: string) =>
      text.includes("<") ? 0 : Math.round(100 * Number(text.replace("−", "-").replace(/,/g, "")));
    fc.assert(
      fc.property(signed, some, fc.oneof(some, signed), (left, held, used) => {
        const of = left + held + used;
        fc.pre(of >= cent);
        const shown = partsInCents({ left, held, of });
        const figures = { left, held, used, of };
        const sum = hundredths(shown.left) + hundredths(shown.held) + hundredths(shown.used);
        expect(sum).toBe(hundredths(shown.of));
        expect((hundredths(shown.left) * cent) / 100).toBeLessThanOrEqual(left);
        for (const part of ["left", "held", "used", "of"] as const) {
          const off = figures[part] - (hundredths(shown[part]) * cent) / 100;
          expect(Math.abs(off)).toBeLessThan(cent / 100);
          expect(shown[part] === "0.00").toBe(figures[part] === 0);
        }
      }),
    );
  });
});

it("writes exact amounts under each other with as many decimals", () => {
  const exact = exactAlike([-3525, 30 * cent, null]);
  expect([-3525, 30 * cent, null].map(exact)).toEqual(["−0.0003525", "30.0000000", "–"]);
  expect(exactAlike([cent, null])(cent)).toBe("1.0000");
});

describe("a receipt", () => {
  it.each([
    [25_020_000, "2.5020"],
    [0, "0.0000"],
    [3525, "0.0003525"],
    [1, "0.0000001"],
    [12_345_678_000_000, "1,234,567.8000"],
    [-53_700_000, "−5.3700"],
  ])("%s credits are %s", (credits, text) => expect(receiptCents(credits)).toBe(text));

  it("is exact to the credit", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (credits) => {
        const [whole = "", fraction = ""] = receiptCents(credits).replace(/[−,]/g, "").split(".");
        const back = Number(whole) * cent + Number(fraction.padEnd(7, "0"));
        expect(back).toBe(Math.abs(credits));
        expect(fraction.length).toBeGreaterThanOrEqual(4);
      }),
    );
  });
});

describe("money in a sentence", () => {
  it.each([
    [2.41 * cent, "2.41 cents"],
    [30 * cent, "30.00 cents"],
    [99.999 * cent, "$1.00"],
    [138 * cent, "$1.38"],
    [150_000 * cent, "$1,500.00"],
    [5, "less than 0.01 cents"],
    [0, "0.00 cents"],
    [-2.41 * cent, "−2.41 cents"],
  ])("%s credits are %s", (credits, text) => expect(money(credits)).toBe(text));

  it.each([
    [0.9 * cent, "0.9 cents"],
    [1.201 * cent, "1.21 cents"],
    [1 * cent, "1 cent"],
    [10 * cent, "10 cents"],
    [1, "0.01 cents"],
    [0, "0 cents"],
    [99.995 * cent, "$1.00"],
    [138 * cent + 1, "$1.39"],
  ])("at most %s credits is at most %s", (credits, text) =>
    expect(atMostMoney(credits).amount).toBe(text),
  );

  it("says of a bound too small to write that it is less, and tells needed from left", () => {
    expect(atMostMoney(1).words).toBe("less than");
    expect(atMostMoney(cent).words).toBe("at most");
    expect(neededAndLeft(1.07 * cent, 0.18 * cent)).toEqual({
      needed: "1.07 cents",
      left: "0.18 cents",
    });
    expect(neededAndLeft(3525, 12)).toEqual({ needed: "0.0003525 cents", left: "0.0000012 cents" });
    expect(neededAndLeft(3525, 0).needed).toBe("less than 0.01 cents");
  });

  it.each([
    [0.2049 * cent, "0.2 cents"],
    [0.018 * cent, "0.02 cents"],
    [0.96 * cent, "1 cent"],
    [14 * cent, "10 cents"],
    [230 * cent, "$2"],
    [0.004 * cent, "less than 0.01 cents"],
    [0, "nothing"],
  ])("%s credits are about %s", (credits, text) => expect(aboutMoney(credits)).toBe(text));
});

it("rounds what is left down, never up", () => {
  expect(tokensLeft(43_099)).toBe("43,000");
  expect(tokensLeft(369)).toBe("360");
  expect(tokensLeft(99)).toBe("99");
  expect(tokensLeft(-5)).toBe("0");
  fc.assert(
    fc.property(fc.nat(), (tokens) => {
      expect(Number(tokensLeft(tokens).replaceAll(",", ""))).toBeLessThanOrEqual(tokens);
    }),
  );
});

it("writes about how many in two digits", () => {
  expect(aboutCount(48_866)).toBe("49,000");
  expect(aboutCount(99_600)).toBe("100,000");
  expect(aboutCount(117)).toBe("120");
  expect(aboutCount(87)).toBe("87");
  expect(aboutCount(0)).toBe("0");
});

it("writes counts and durations", () => {
  expect(count(6420)).toBe("6,420");
  expect(count(-1_000_000)).toBe("−1,000,000");
  expect([0, 12.4, 320, 999].map(seconds)).toEqual(["less than 1 ms", "12 ms", "320 ms", "999 ms"]);
  expect([999.6, 1000, 4120].map(seconds)).toEqual(["1.0 s", "1.0 s", "4.1 s"]);
  expect(seconds(48_400)).toBe("48 s");
  expect(seconds(125_000)).toBe("2 min 5 s");
  expect(seconds(119_900)).toBe("2 min");
  expect(counted(1, "turn")).toBe("one turn");
  expect(counted(3, "turn")).toBe("three turns");
  expect(counted(1214, "turn")).toBe("1,214 turns");
});
