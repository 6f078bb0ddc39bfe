/** Figures and times as the interface writes them (design README, "Numbers" and "Time"). Pure. */
import { type Credits, creditsPerCent } from "./money";

const none = "–";
const creditsPerHundredth = creditsPerCent / 100;

/** Integer with thousands separators and a true minus: `6,420`, `−117`. */
export function count(value: number): string {
  return `${value < 0 ? "−" : ""}${grouped(Math.abs(value))}`;
}

/** For "about": two significant digits from 100 up, `49,000`; exact below. */
export function aboutCount(value: number): string {
  return grouped(value < 100 ? value : Number(value.toPrecision(2)));
}

function grouped(value: number): string {
  return String(Math.trunc(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** What something costs at most, or needs, goes `up`; what is left goes `down`. */
export type Rounding = "nearest" | "up" | "down";

/** Every amount that is shown without being exact is rounded here. */
function inUnits(credits: Credits, unit: Credits, rounding: Rounding): number {
  if (rounding === "up") return Math.ceil(credits / unit);
  if (rounding === "down") return Math.floor(credits / unit);
  return Math.sign(credits) * Math.round(Math.abs(credits) / unit);
}

/** Cents for a column: `21.50`, `< 0.01`, `−< 0.01`, `0.00` when counted as zero, `–` for none. */
export function columnCents(
  credits: Credits | null | undefined,
  rounding: Rounding = "nearest",
): string {
  if (credits === null || credits === undefined) return none;
  if (isTiny(credits)) return tiny(credits);
  return signedHundredths(inUnits(credits, creditsPerHundredth, rounding));
}

function tiny(credits: Credits): string {
  return credits > 0 ? "< 0.01" : "−< 0.01";
}

/** Less than a hundredth of a cent: rounded to one, or to none, it would be a false number. */
function isTiny(credits: Credits): boolean {
  return credits !== 0 && Math.abs(credits) < creditsPerHundredth;
}

function signedHundredths(value: number): string {
  return `${value < 0 ? "−" : ""}${hundredths(Math.abs(value))}`;
}

function hundredths(value: number): string {
  return `${grouped(value / 100)}.${String(value % 100).padStart(2, "0")}`;
}

/** Cents for a receipt: four decimals, more where it takes them to be exact (at most seven). */
export function receiptCents(credits: Credits | null | undefined): string {
  if (credits === null || credits === undefined) return none;
  const digits = String(Math.abs(credits)).padStart(8, "0");
  const fraction = digits.slice(-7).replace(/0{1,3}$/, "");
  return `${credits < 0 ? "−" : ""}${grouped(Number(digits.slice(0, -7)))}.${fraction}`;
}

/** The decimals that figures under each other all have: the most that one of them needs. */
export function decimalsOf(cents: readonly (string | null)[]): number {
  return Math.max(...cents.map((text) => text?.split(".")[1]?.length ?? 0), 0);
}

/** A figure of cents with zeros up to `decimals`, so that points stand under each other. */
export function aligned(cents: string, decimals: number): string {
  const [whole, fraction] = cents.split(".");
  return fraction === undefined ? cents : `${whole}.${fraction.padEnd(decimals, "0")}`;
}

/** Exact cents, as a receipt has them, with the decimals that the longest of `all` needs. */
export function exactAlike(all: readonly (Credits | null)[]) {
  const decimals = decimalsOf(all.map(receiptCents));
  return (credits: Credits | null): string => aligned(receiptCents(credits), decimals);
}

type Parts<T> = { left: T; held: T; used: T; of: T };

/**
 * How an allowance stands, for a column. Rounded each by itself the figures would not add up, so
 * what is left goes down, what is held up, and what is used is the difference of what is shown.
 * Less than a cent in all is exact instead.
 */
export function partsInCents({ left, held, of }: Omit<Parts<Credits>, "used">): Parts<string> {
  const used = of - left - held;
  if (of !== 0 && Math.abs(of) < creditsPerCent) {
    const exact = exactAlike([left, held, used, of]);
    return { left: exact(left), held: exact(held), used: exact(used), of: exact(of) };
  }
  const all = inUnits(of, creditsPerHundredth, "down");
  const down = inUnits(left, creditsPerHundredth, "down");
  const usedLeast = inUnits(used, creditsPerHundredth, "down");
  const up = Math.min(inUnits(held, creditsPerHundredth, "up"), all - down - usedLeast);
  const shown = (credits: Credits, rounded: number) =>
    rounded === 0 && credits !== 0 ? tiny(credits) : signedHundredths(rounded);
  return {
    left: shown(left, down),
    held: shown(held, up),
    used: shown(used, all - down - up),
    of: shown(of, all),
  };
}

/** One significant digit, for "about": `0.2 cents`, `$2`, `less than 0.01 cents`, `nothing`. */
export function aboutMoney(credits: Credits): string {
  if (credits === 0) return "nothing";
  const cents = Number((credits / creditsPerCent).toPrecision(1));
  if (cents < 0.01) return "less than 0.01 cents";
  if (cents >= 100) return `$${grouped(cents / 100)}`;
  return cents === 1 ? "1 cent" : `${cents} cents`;
}

/** An amount in a sentence: `2.41 cents`, `$1.38` from a dollar up, `less than 0.01 cents`. */
export function money(credits: Credits, rounding: Rounding = "nearest"): string {
  if (isTiny(credits)) return `${credits < 0 ? "minus " : ""}less than 0.01 cents`;
  if (credits < 0) return `−${money(-credits, opposite[rounding])}`;
  const rounded = inUnits(credits, creditsPerHundredth, rounding);
  if (rounded >= 10_000) return `$${hundredths(inUnits(credits, creditsPerCent, rounding))}`;
  return `${hundredths(rounded)} cents`;
}

const opposite: Record<Rounding, Rounding> = { nearest: "nearest", up: "down", down: "up" };

/** An upper bound in a sentence, rounded up: `at most 0.9 cents`, `less than 0.01 cents`. */
export function atMostMoney(credits: Credits): { words: string; amount: string } {
  if (isTiny(credits)) return { words: "less than", amount: "0.01 cents" };
  const amount = money(credits, "up").replace(/\.?0+ cents$/, " cents");
  if (amount === "1 cents") return { words: "at most", amount: "1 cent" };
  return { words: "at most", amount: amount === " cents" ? "0 cents" : amount };
}

/** What is needed beside what is left: exact where they would read alike. */
export function neededAndLeft(needed: Credits, left: Credits): { needed: string; left: string } {
  const told = { needed: money(needed, "up"), left: money(left, "down") };
  if (left <= 0 || told.needed !== told.left) return told;
  return { needed: `${receiptCents(needed)} cents`, left: `${receiptCents(left)} cents` };
}

/**
 * Tokens that are left, rounded down, so that it never promises too much: to the hundred from
 * 1,000 up, to the ten below, exact under 100.
 */
export function tokensLeft(tokens: number): string {
  const step = tokens >= 1000 ? 100 : tokens >= 100 ? 10 : 1;
  return grouped(Math.max(0, Math.floor(tokens / step) * step));
}

/** `320 ms`, `4.1 s`, `48 s`, `2 min 5 s`. */
export function seconds(ms: number): string {
  if (ms < 1) return "less than 1 ms";
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  if (ms < 20_000) return `${(ms / 1000).toFixed(1)} s`;
  const whole = Math.round(ms / 1000);
  if (whole < 60) return `${whole} s`;
  return whole % 60 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${whole / 60} min`;
}

/** `one turn`, `two turns`, `14 turns`: small numbers in a sentence are words. */
export function counted(value: number, one: string, many = `${one}s`): string {
  const words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
  return `${words[value] ?? count(value)} ${value === 1 ? one : many}`;
}

/** The words as a sentence begins. */
export function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
