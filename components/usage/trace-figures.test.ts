import { expect, it } from "vitest";
import { traceFigures } from "./trace-figures";

const span = (depth: number, alone: number | null, total: number) => ({
  depth,
  cost_credits: alone,
  total_cost_credits: total,
});

it("has no sum where nothing has a price, and says a cost once where both are the same", () => {
  const figures = traceFigures([
    span(0, 5, 12),
    span(1, null, 7), // a branch with a call under it
    span(2, 7, 7),
    span(1, null, 0), // a branch with none
    span(2, null, 0), // a call without a price
    span(1, 0, 0), // a call that cost nothing
    span(0, null, 0),
  ]);
  expect(figures).toEqual([
    { alone: 5, whole: 12, both: true },
    { alone: null, whole: 7, both: false },
    { alone: 7, whole: 7, both: false },
    { alone: null, whole: null, both: false },
    { alone: null, whole: null, both: false },
    { alone: 0, whole: 0, both: false },
    { alone: null, whole: null, both: false },
  ]);
});
