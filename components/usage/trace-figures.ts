import type { Credits } from "@/lib/money";
import type { TraceJson } from "@/lib/usage/trace-json";

type Span = Pick<TraceJson["spans"][number], "depth" | "cost_credits" | "total_cost_credits">;

export type SpanFigures = {
  /** Null where it is no call, or has no price. */
  alone: Credits | null;
  /** With all under it; null where nothing of that has a price: then there is no sum. */
  whole: Credits | null;
  /** Alone it cost something else than with what is under it, so both are worth saying. */
  both: boolean;
};

/** What stands beside each span of a tree, parents before their children. */
export function traceFigures(spans: readonly Span[]): SpanFigures[] {
  /** By depth: whether one of the spans that were just passed there has a price, or one below. */
  const priced: boolean[] = [];
  const figures = spans.toReversed().map((span): SpanFigures => {
    const { depth, cost_credits: alone, total_cost_credits: total } = span;
    const isPriced = alone !== null || priced[depth + 1] === true;
    priced[depth + 1] = false;
    priced[depth] = priced[depth] === true || isPriced;
    return { alone, whole: isPriced ? total : null, both: alone !== null && alone !== total };
  });
  return figures.reverse();
}
