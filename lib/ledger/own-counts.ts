import { inputTokens } from "../pricing/cost";
import type { Counts } from "../pricing/price";
import { spanTree } from "../usage/span-tree";

/** A span of a trace, with what was told of it. */
export type ToldSpan = {
  spanId: string;
  parentSpanId: string | null;
  /** Null for one that is no call. */
  counts: Counts | null;
  /** Whether its figures may be those of its children as well; a call of ours is its own. */
  mayRepeat: boolean;
};

const none: Counts = { uncachedInput: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 };

/**
 * What of the figures of each span is its own. One that includes all that its descendants have, in
 * and out, repeats them (an agent that tells the sum of its calls): its own is what exceeds them.
 * One that has less of either is a call like another. A function of the set of spans alone, so that
 * the order in which they came makes no difference.
 */
export function ownCounts(spans: readonly ToldSpan[]): Map<string, Counts> {
  const own = new Map<string, Counts>();
  const totals = new Map<string, Counts>();
  for (const { span, children } of spanTree(spans).toReversed()) {
    const below = children.reduce(
      (sum, child) => plus(sum, totals.get(child.span.spanId) ?? none),
      none,
    );
    const counts = ownOf(span, below);
    own.set(span.spanId, counts);
    totals.set(span.spanId, plus(counts, below));
  }
  return own;
}

function ownOf({ counts, mayRepeat }: ToldSpan, below: Counts): Counts {
  if (!counts) return none;
  return mayRepeat && includes(counts, below) ? minus(counts, below) : counts;
}

/** Parts of the input are often left out of a sum, so that it is compared as a whole. */
function includes(counts: Counts, below: Counts): boolean {
  return inputTokens(counts) >= inputTokens(below) && counts.output >= below.output;
}

function plus(a: Counts, b: Counts): Counts {
  return {
    uncachedInput: a.uncachedInput + b.uncachedInput,
    cachedInput: a.cachedInput + b.cachedInput,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    output: a.output + b.output,
    reasoning: a.reasoning + b.reasoning,
  };
}

/** What `counts` has beyond `below`, bucket by bucket, within the input and output it is beyond. */
function minus(counts: Counts, below: Counts): Counts {
  const input = inputTokens(counts) - inputTokens(below);
  const output = counts.output - below.output;
  const cachedInput = Math.min(input, Math.max(0, counts.cachedInput - below.cachedInput));
  const cacheWrite = Math.min(
    input - cachedInput,
    Math.max(0, counts.cacheWrite - below.cacheWrite),
  );
  return {
    uncachedInput: input - cachedInput - cacheWrite,
    cachedInput,
    cacheWrite,
    output,
    reasoning: Math.min(output, Math.max(0, counts.reasoning - below.reasoning)),
  };
}
