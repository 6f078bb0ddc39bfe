import { receiptCents } from "../../format";

/** A row of the books that is wrong, in words for whoever has to mend it. */
export type Finding = {
  /** `INV1` to `INV7` of lib/ledger/README.md. */
  invariant: string;
  table: string;
  id: string;
  wrong: string;
  right: string;
};

/** A sum over other rows that does not agree comes after a row that is wrong by itself. */
export type Found = (finding: Finding, sum?: boolean) => void;

export type Findings = { found: Found; count: () => number; all: () => Finding[] };

/** Keeps the first `max` of both kinds and counts the rest, so that memory stays bounded. */
export function newFindings(max = 100): Findings {
  const kept: [Finding[], Finding[]] = [[], []];
  let count = 0;
  return {
    found: (finding, sum = false) => {
      count += 1;
      const list = kept[sum ? 1 : 0];
      if (list.length < max) list.push(finding);
    },
    count: () => count,
    all: () => kept.flat().slice(0, max),
  };
}

/** Exact cents; whatever is no amount is shown as it stands there. */
export function shown(credits: unknown): string {
  if (isWhole(credits)) return `${receiptCents(credits)} cents`;
  return credits === null ? "nothing" : `“${String(credits)}”`;
}

/** An integer that a column of money may hold. */
export function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** For sums: what is no amount was found as such already. */
export function wholeOr0(value: unknown): number {
  return isWhole(value) ? value : 0;
}
