import { expect, it } from "vitest";
import { lateOf } from "./receipt-late";

const correction = {
  id: "a",
  kind: "late-settle" as const,
  credits: -13_000,
  rates: null,
  counts: { uncachedInput: 3, cachedInput: 0, cacheWrite: 0, output: 4, reasoning: 0 },
  rerating_id: null,
  created_by: null,
  created_by_name: null,
  created_at: 7,
};

/** Settled at its full hold, because its owner was gone. */
const receipt = {
  adjustments: [correction],
  settled_credits: 20_000,
  rates: { input: "1", output: "1" },
  input_tokens: 10,
  output_tokens: 10,
  usage_source: "estimated" as const,
  reported: null,
};

it("says what was settled first, and what the late report corrected it to", () => {
  expect(lateOf(receipt)).toEqual({
    at: 7,
    lines: [
      { words: "Input 3 × $1.00 per million", cents: "0.0003" },
      { words: "Output 4 × $1.00", cents: "0.0004" },
    ],
    words:
      "It was settled first at 10 in and 10 out, estimated, as no usage had come by then. The report that came late says 3 in and 4 out, and that is what it costs.",
  });
});

it("uses the rates of the correction where it has its own", () => {
  const rates = { input: 2_000_000, output: 2_000_000 };
  const late = lateOf({ ...receipt, adjustments: [{ ...correction, credits: -6000, rates }] });
  expect(late?.lines.map(({ cents }) => cents)).toEqual(["0.0006", "0.0008"]);
});

it("is nothing for a call that was only priced anew", () => {
  expect(lateOf({ ...receipt, adjustments: [] })).toBeNull();
  const repriced = { ...correction, kind: "re-rating" as const, counts: null };
  expect(lateOf({ ...receipt, adjustments: [repriced] })).toBeNull();
});
