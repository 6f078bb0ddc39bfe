/**
 * Money is integer credits; one credit is 10^-9 US dollar. A rate is integer micro-dollars per
 * million tokens, so that `tokens x rate` is exact and one division by 1,000 gives credits:
 * tokens x (10^-6 USD / 10^6 tokens) = tokens x rate x 10^-12 USD = tokens x rate / 1000 credits.
 */
export type Credits = number;
/** Integer micro-USD per million tokens; `$0.0375/M` is 37,500. */
export type Rate = number;

export const creditsPerUsd = 1_000_000_000;
export const creditsPerCent = 10_000_000;
/** Tokens x rate in a credit. */
export const ratePerCredit = 1000n;

/** The one rounding of a call: the exact sum of tokens x rate, divided once, rounded up. */
export function creditsRoundedUp(tokensTimesRate: bigint): Credits {
  const credits = (tokensTimesRate + ratePerCredit - 1n) / ratePerCredit;
  if (credits > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError("More credits than 2^53 - 1");
  return Number(credits);
}

/**
 * Parses decimal text (or a number's shortest form) times 10^`scale` to an integer, exactly.
 * Returns null for anything else: signs, exponents of text, more digits than `scale` holds.
 */
export function parseDecimal(value: string | number, scale: number): number | null {
  const text = typeof value === "number" ? numberText(value) : value.trim();
  const match = /^(\d{1,16})(?:\.(\d+))?$/.exec(text);
  if (!match) return null;
  const fraction = (match[2] ?? "").replace(/0+$/, "");
  if (fraction.length > scale) return null;
  const scaled = BigInt(`${match[1]}${fraction.padEnd(scale, "0")}`);
  return scaled <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(scaled) : null;
}

/** A JSON number as plain decimal digits (1e-7 -> "0.0000001"); non-finite gives "". */
function numberText(value: number): string {
  if (!Number.isFinite(value)) return "";
  const text = String(value);
  const match = /^(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) return text;
  const digits = `${match[1]}${match[2] ?? ""}`;
  const point = (match[1] ?? "").length + Number(match[3]);
  if (point <= 0) return `0.${"0".repeat(-point)}${digits}`;
  return point >= digits.length
    ? digits.padEnd(point, "0")
    : `${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** USD text or number to credits, exact to the credit, or null. */
export function creditsFromUsd(value: string | number): Credits | null {
  return parseDecimal(value, 9);
}

/** US cents to credits, exact to the credit, or null. */
export function creditsFromCents(value: string | number): Credits | null {
  return parseDecimal(value, 7);
}

/** USD per million tokens to a rate, exact to a micro-dollar, or null. */
export function rateFromUsd(value: string | number): Rate | null {
  return parseDecimal(value, 6);
}

/** Exact decimal USD of credits, `3525` -> "0.000003525". */
export function usdText(credits: Credits): string {
  return decimalText(credits, 9);
}

/** Exact US cents with two decimals or more, as one types them: `25.00`, `0.0000001`. */
export function centsText(credits: Credits): string {
  const [whole, fraction = ""] = decimalText(credits, 7).split(".");
  return `${whole}.${fraction.padEnd(2, "0")}`;
}

/** Exact decimal USD per million tokens of a rate, `37500` -> "0.0375". */
export function rateText(rate: Rate): string {
  return decimalText(rate, 6);
}

function decimalText(value: number, scale: number): string {
  const digits = String(Math.abs(value)).padStart(scale + 1, "0");
  const fraction = digits.slice(-scale).replace(/0+$/, "");
  const whole = digits.slice(0, -scale);
  return `${value < 0 ? "-" : ""}${whole}${fraction ? `.${fraction}` : ""}`;
}
