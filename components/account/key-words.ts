import type { ListedKey } from "./keys-table";

/** What of a key has no column on a phone: its limits, what is left, until when it works. */
export function keyOnPhone({
  limits,
  left,
  ends,
  asItIs,
}: Pick<ListedKey, "limits" | "left" | "ends"> & {
  asItIs: Pick<ListedKey["asItIs"], "neverEnds">;
}): string {
  const until = asItIs.neverEnds ? "never ends" : `ends ${ends}`;
  return [...limits, ...(left ? [left.amount, left.note] : []), until].join(", ");
}
