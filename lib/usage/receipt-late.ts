import { count } from "../format";
import { rateText } from "../money";
import { inputTokens } from "../pricing/cost";
import type { Counts, Rates } from "../pricing/price";
import type { ReceiptJson } from "./receipt-json";
import { type Counted, costLines, type ReceiptLine } from "./receipt-lines";

/** What came after a call was settled without it: its true counts, and what they come to. */
export type Late = { at: number; lines: ReceiptLine[]; words: string };

type Told = Pick<
  ReceiptJson,
  | "adjustments"
  | "settled_credits"
  | "rates"
  | "input_tokens"
  | "output_tokens"
  | "usage_source"
  | "reported"
>;

/** Null for a call that was settled by what it used at once. */
export function lateOf(receipt: Told): Late | null {
  const at = receipt.adjustments.findIndex(
    ({ kind, counts }) => kind === "late-settle" && counts !== null,
  );
  const late = receipt.adjustments[at];
  if (!late) return null;
  const counts = late.counts as Counts;
  const corrected = receipt.adjustments
    .slice(0, at + 1)
    .reduce((sum, { credits }) => sum + credits, 0);
  const counted: Counted = {
    input_tokens: inputTokens(counts),
    cached_input_tokens: counts.cachedInput,
    cache_write_tokens: counts.cacheWrite,
    output_tokens: counts.output,
    reasoning_tokens: counts.reasoning,
    cost_credits: (receipt.settled_credits ?? 0) + corrected,
    adjusted_credits: 0,
    rates: late.rates === null ? receipt.rates : ratesOf(late.rates as Rates),
  };
  const first = `${count(receipt.input_tokens)} in and ${count(receipt.output_tokens)} out`;
  const then = `${count(counted.input_tokens)} in and ${count(counted.output_tokens)} out`;
  const words = [
    `It was settled first at ${first}, ${byWhat(receipt)}.`,
    `The report that came late says ${then}, and that is what it costs.`,
  ].join(" ");
  return { at: late.created_at, lines: costLines(counted), words };
}

function byWhat({ usage_source, reported }: Told): string {
  if (usage_source === "provider") return "by the usage there was then";
  return reported === null ? "estimated, as no usage had come by then" : "estimated";
}

function ratesOf({ input, output, cachedInput = input, cacheWrite = input }: Rates) {
  return {
    input: rateText(input),
    output: rateText(output),
    cached_input: rateText(cachedInput),
    cache_write: rateText(cacheWrite),
  };
}
