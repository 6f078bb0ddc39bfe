import { atRefill, isRolling } from "../allowances/words";

/** What a notice says, for the interface, an e-mail and a script's log alike. */
export type Said = {
  name: string;
  threshold: number;
  window: string;
  timeZone: string;
  /** Milliseconds; null where it never refills. */
  resetsAt: number | null;
};

/** `80 % of “Default” is spent.` */
export function noticeTitle({ name, threshold }: Pick<Said, "name" | "threshold">): string {
  return threshold >= 100 ? `“${name}” is used up.` : `${threshold} % of “${name}” is spent.`;
}

/** `It refills at 00:00 UTC.`; in the allowance's own zone where the reader's is not known. */
export function noticeRefill(said: Said, now: number, timeZone = said.timeZone): string {
  if (said.resetsAt === null) return "It does not refill.";
  const when = atRefill(said, { at: said.resetsAt, now, timeZone });
  return isRolling(said) ? `The next part of it comes back ${when}.` : `It refills ${when}.`;
}

type Ranked = { threshold: number; resets_at: number | null };

/** What has the least left first, and of those alike what is without it the longest. */
export function byWeight<N extends Ranked>(notices: readonly N[]): N[] {
  const end = ({ resets_at }: Ranked) => resets_at ?? Number.POSITIVE_INFINITY;
  return notices.toSorted((a, b) => b.threshold - a.threshold || (end(a) < end(b) ? 1 : -1));
}
