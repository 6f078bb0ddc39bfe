/** Figures and times as the interface writes them (design README, "Numbers" and "Time"). Pure. */
import { type Credits, creditsPerCent, creditsPerUsd } from "./money";

const none = "–";
const creditsPerHundredth = creditsPerCent / 100;

/** Integer with thousands separators and a true minus: `6,420`, `−117`. */
export function count(value: number): string {
  return `${value < 0 ? "−" : ""}${grouped(Math.abs(value))}`;
}

function grouped(value: number): string {
  return String(Math.trunc(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Cents for a column: `21.50`, `< 0.01`, `0.00` when counted as zero, `–` for none. */
export function columnCents(credits: Credits | null | undefined): string {
  if (credits === null || credits === undefined) return none;
  if (credits === 0) return "0.00";
  if (Math.abs(credits) < creditsPerHundredth) return credits > 0 ? "< 0.01" : "> −0.01";
  return `${credits < 0 ? "−" : ""}${hundredths(Math.round(Math.abs(credits) / creditsPerHundredth))}`;
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

/** One significant digit, for "about": `0.2 cents`, `$2`, `less than 0.01 cents`, `nothing`. */
export function aboutMoney(credits: Credits): string {
  if (credits === 0) return "nothing";
  const cents = Number((credits / creditsPerCent).toPrecision(1));
  if (cents < 0.01) return "less than 0.01 cents";
  if (cents >= 100) return `$${grouped(cents / 100)}`;
  return cents === 1 ? "1 cent" : `${cents} cents`;
}

/** An amount in a sentence: `2.41 cents`, `$1.38` from a dollar up, `less than 0.01 cents`. */
export function money(credits: Credits): string {
  if (credits < 0) return `−${money(-credits)}`;
  if (credits > 0 && credits < creditsPerHundredth) return "less than 0.01 cents";
  const rounded = Math.round(credits / creditsPerHundredth);
  if (rounded >= 10_000) return `$${dollars(Math.round(credits / creditsPerCent))}`;
  return `${hundredths(rounded)} cents`;
}

/** An upper bound in a sentence, rounded up: `0.9 cents`, `1.21 cents`, `$1.38`. */
export function atMostMoney(credits: Credits): string {
  if (credits > creditsPerUsd - creditsPerHundredth) {
    return `$${dollars(Math.ceil(credits / creditsPerCent))}`;
  }
  const text = hundredths(Math.ceil(credits / creditsPerHundredth)).replace(/\.?0+$/, "");
  return text === "1" ? "1 cent" : `${text || "0"} cents`;
}

function dollars(cents: number): string {
  return hundredths(cents);
}

/**
 * Tokens that are left, rounded down, so that it never promises too much: to the hundred from
 * 1,000 up, to the ten below, exact under 100.
 */
export function tokensLeft(tokens: number): string {
  const step = tokens >= 1000 ? 100 : tokens >= 100 ? 10 : 1;
  return grouped(Math.max(0, Math.floor(tokens / step) * step));
}

/** `4.1 s`, `48 s`, `2 min 5 s`. */
export function seconds(ms: number): string {
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
