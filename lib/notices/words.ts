import { atMoment } from "../dates";

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

/** `It refills at 00:00 UTC.` */
export function noticeRefill({ window, timeZone, resetsAt }: Said, now: number): string {
  if (resetsAt === null) return "It does not refill.";
  const when = atMoment(resetsAt, now, timeZone);
  return window.startsWith("rolling-")
    ? `The next part of it comes back ${when}.`
    : `It refills ${when}.`;
}
