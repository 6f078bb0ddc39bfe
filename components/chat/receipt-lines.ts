import type { Credits } from "@/lib/money";
import type { ReceiptJson } from "@/lib/usage/receipt-json";

/** What of a receipt the lines of its count are made of. */
type Counted = Pick<
  ReceiptJson,
  | "input_tokens"
  | "cached_input_tokens"
  | "cache_write_tokens"
  | "output_tokens"
  | "reasoning_tokens"
  | "rates"
>;

export type BucketLine = {
  name: string;
  tokens: number;
  /** USD per million tokens, exact decimal. */
  rate: string;
  note: string;
  /** Rounded to the credit for showing; the cost is rounded once, on the sum. */
  credits: Credits;
};

/** The disjoint buckets of a call, each with its rate and what it comes to. Pure. */
export function bucketsOf(receipt: Counted): BucketLine[] {
  const { rates, reasoning_tokens: reasoning } = receipt;
  const uncached = receipt.input_tokens - receipt.cached_input_tokens - receipt.cache_write_tokens;
  const reasoned = reasoning > 0 ? `, ${reasoning.toLocaleString("en")} of it reasoning` : "";
  const all: [string, number, string, string][] = [
    ["Input", uncached, rates.input, ""],
    ["Input from cache", receipt.cached_input_tokens, rates.cached_input ?? rates.input, ""],
    ["Input into cache", receipt.cache_write_tokens, rates.cache_write ?? rates.input, ""],
    ["Output", receipt.output_tokens, rates.output, reasoned],
  ];
  return all
    .filter(([name, tokens]) => tokens > 0 || name === "Output")
    .map(([name, tokens, rate, note]) => {
      // USD per million tokens is credits per thousandth of a token: tokens x rate x 1,000.
      const credits = Math.round(tokens * Number(rate) * 1000);
      return { name, tokens, rate, note, credits };
    });
}
