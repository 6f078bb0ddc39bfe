import { count } from "../format";
import { rateFromUsd } from "../money";
import type { ReceiptJson } from "./receipt-json";

/** A line of a receipt: words, and exact cents where money stands beside them. */
export type ReceiptLine = { words: string; cents: string | null };

/** What a hold was made of. */
export function heldLines({ hold }: Pick<ReceiptJson, "hold">): ReceiptLine[] {
  if (!hold) return [];
  const { input_tokens_bound: input, max_output_tokens: output, rates } = hold;
  if (!rates) return [{ words: `${count(input)} in at most, ${count(output)} out`, cents: null }];
  return [
    { words: `Input, at most ${product(input, rates.input, true)}`, ...cost(input, rates.input) },
    { words: `Output, at most ${product(output, rates.output)}`, ...cost(output, rates.output) },
  ];
}

export type Counted = Pick<
  ReceiptJson,
  | "input_tokens"
  | "cached_input_tokens"
  | "cache_write_tokens"
  | "output_tokens"
  | "reasoning_tokens"
  | "cost_credits"
  | "adjusted_credits"
  | "rates"
>;

/** What the cost is made of, bucket by bucket; empty buckets are left out, but for the output. */
export function costLines(receipt: Counted): ReceiptLine[] {
  const { rates, cached_input_tokens: cached, cache_write_tokens: written } = receipt;
  if (!rates) return [];
  const uncached = receipt.input_tokens - cached - written;
  const reasoning = receipt.reasoning_tokens;
  const part = reasoning > 0 ? `, ${count(reasoning)} of it reasoning` : "";
  const buckets = [
    { words: "Input", tokens: uncached, rate: rates.input, part: "" },
    {
      words: "Input from cache",
      tokens: cached,
      rate: rates.cached_input ?? rates.input,
      part: "",
    },
    { words: "Input to cache", tokens: written, rate: rates.cache_write ?? rates.input, part: "" },
    { words: "Output", tokens: receipt.output_tokens, rate: rates.output, part },
  ].filter(({ words, tokens }) => tokens > 0 || words === "Output");
  const lines = buckets.map(({ words, tokens, rate, part }, at) => ({
    words: `${words} ${product(tokens, rate, at === 0)}${part}`,
    ...cost(tokens, rate),
  }));
  const sum = buckets.reduce((all, { tokens, rate }) => all + times(tokens, rate), 0n);
  const settled = (receipt.cost_credits ?? 0) - receipt.adjusted_credits;
  const rest = BigInt(settled) * 1000n - sum;
  return rest === 0n ? lines : [...lines, { words: restWords(rest), cents: exactCents(rest) }];
}

/** What a cost is besides the counts: less than a credit of rounding, or a hold charged whole. */
function restWords(rest: bigint): string {
  if (rest < 0n) return "Not charged";
  return rest < 1000n ? "Rounded up" : "Up to the hold, as what was used is not known";
}

/** `2,420 × $3.00 per million`. */
function product(tokens: number, rate: string, per = false): string {
  return `${count(tokens)} × ${rateWords(rate)}${per ? " per million" : ""}`;
}

/** A rate in dollars with two decimals or more: `$3.00`, `$0.0375`. */
function rateWords(rate: string): string {
  const [whole = "0", fraction = ""] = rate.split(".");
  return `$${count(Number(whole))}.${fraction.padEnd(2, "0")}`;
}

function cost(tokens: number, rate: string): { cents: string } {
  return { cents: exactCents(times(tokens, rate)) };
}

/** Tokens x rate: 10^-10 cents each. */
function times(tokens: number, rate: string): bigint {
  return BigInt(tokens) * BigInt(rateFromUsd(rate) ?? 0);
}

/** Cents with four decimals, and more where it takes them to be exact. */
function exactCents(tenBillionths: bigint): string {
  const minus = tenBillionths < 0n;
  const digits = String(minus ? -tenBillionths : tenBillionths).padStart(11, "0");
  const fraction = digits.slice(-10).replace(/0{1,6}$/, "");
  return `${minus ? "−" : ""}${count(Number(digits.slice(0, -10)))}.${fraction}`;
}
