/**
 * What is expected of each fault of the catalogue, rows U2 to U15 (U1 by address and U8, which
 * needs short limits, are in faults.spec.ts). Faults strike after 10 of 20 tokens unless said.
 *
 * - `exact`: done, with the provider's counts, which are the truth
 * - `believed`: done, with the provider's counts, which are one token beside the truth
 * - `estimated`: done, whole, by our own count
 * - `zero`: done, and a reported zero is honoured
 * - `cut`: done with finish reason `length`, cut or counted at the limit of 12
 * - `kept`: interrupted; what came is kept and charged by our own count
 * - `asked`: interrupted, nothing came; the input is charged, estimated
 * - `free`: interrupted, nothing came, nothing is charged
 * - `refused`: failed with an error status; nothing is charged
 */
export type Expected =
  | "exact"
  | "believed"
  | "estimated"
  | "zero"
  | "cut"
  | "kept"
  | "asked"
  | "free"
  | "refused";

type Case = { fault: string; expected: Expected; script?: Record<string, unknown> };

const each = (expected: Expected, ...faults: string[]): Case[] =>
  faults.map((fault) => ({ fault, expected }));

export const faultTable: Record<string, Case[]> = {
  U1: each("asked", "reset-before-headers", "close-before-headers"),
  U2: each("refused", "bad-key", "forbidden"),
  U3: [
    ...each("refused", "rate-limit", "quota"),
    { fault: "rate-limit", expected: "refused", script: { retry_after: 1 } },
    { fault: "rate-limit", expected: "exact", script: { times: 1 } },
  ],
  U4: [
    ...each("refused", "server-error", "bad-gateway", "unavailable", "overloaded"),
    { fault: "overloaded", expected: "exact", script: { times: 2 } },
  ],
  U5: ["error-event", "error-event-done", "error-named-event", "error-in-chunk"].flatMap(
    (fault) => [
      { fault, expected: "kept" },
      { fault, expected: "free", script: { after: "start" } },
    ],
  ),
  U6: [
    ...each("kept", "eof", "eof-mid-frame", "eof-mid-utf8", "eof-no-blank-line"),
    { fault: "eof", expected: "asked", script: { after: "start" } },
    { fault: "eof-after-finish", expected: "estimated" },
    { fault: "eof-before-done", expected: "exact" },
  ],
  U7: each("kept", "reset"),
  U9: each("cut", "endless", "over-limit", "over-limit-huge-usage"),
  U10: each("estimated", "no-usage", "usage-null"),
  U11: [
    ...each("zero", "usage-zero"),
    ...each("estimated", "usage-negative", "usage-huge", "usage-unsafe", "usage-float"),
    ...each("estimated", "usage-words", "usage-array", "usage-empty", "usage-output-only"),
    ...each("exact", "usage-twice", "usage-cumulative", "usage-then-zero", "usage-then-null"),
    ...each("believed", "usage-shrinking"),
  ],
  U12: each(
    "exact",
    "usage-on-finish",
    "usage-on-role",
    "usage-before-finish",
    "usage-split-packets",
    "usage-split-events",
  ),
  U13: [
    ...each("kept", "invalid-json", "bad-utf8", "nul-in-json", "huge-event", "endless-line"),
    ...each("asked", "html-200", "html-as-stream", "empty-200", "done-only"),
    ...each("exact", "lone-surrogate"),
    ...each("believed", "nul-escaped"),
  ],
  U14: each("exact", "other-model"),
};
