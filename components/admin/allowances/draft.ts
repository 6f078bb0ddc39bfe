import type { AllowanceInput } from "@/lib/allowances/schemas";
import { centsText, creditsFromCents } from "@/lib/money";

/** An allowance as the table shows it; figures in credits, words ready to be shown. */
export type AllowanceRow = AllowanceInput & {
  id: string;
  forWords: string;
  modelWords: string;
  /** For `each-user`: the mean of all. */
  remainingCredits: number;
  reservedCredits: number;
  totalCredits: number;
  /** What is there beside the amount: `+ 2.00 topped up`; empty where nothing is. */
  besideWords: string;
  spentEach: number[];
  people: number;
  /** `00:00 UTC`, `1 December 00:00 UTC`, `as it was spent`, `never`. */
  refills: string;
  /** Declared in the configuration file, which wins at the next start. */
  configured: boolean;
};

/** An allowance as it is being typed. `subject` is a level, or `group:<id>`, `user:<id>`. */
export type Draft = {
  name: string;
  kind: string;
  subject: string;
  purpose: string;
  model: string;
  window: string;
  timeZone: string;
  amount: string;
  rollover: string;
};

export const newDraft: Draft = {
  name: "",
  kind: "budget",
  subject: "each-user",
  purpose: "",
  model: "",
  window: "calendar-day",
  timeZone: "UTC",
  amount: "",
  rollover: "none",
};

export function draftOf(row: AllowanceRow): Draft {
  const { name, kind, level, subjectId, purpose, model, window, timeZone, amountCredits } = row;
  return {
    name,
    kind,
    subject: subjectId === null ? level : `${level}:${subjectId}`,
    purpose: purpose ?? "",
    model: model ?? "",
    window,
    timeZone,
    amount: centsText(amountCredits),
    rollover: row.rollover,
  };
}

/** What is sent to the API; null when the amount is none. */
export function bodyOf(draft: Draft): Record<string, unknown> | null {
  const credits = creditsFromCents(draft.amount);
  if (credits === null) return null;
  const [level, subjectId = null] = draft.subject.split(":");
  return {
    name: draft.name,
    kind: draft.kind,
    level,
    subject_id: subjectId,
    purpose: draft.purpose || null,
    model: draft.model || null,
    window: draft.window,
    time_zone: draft.timeZone,
    credits,
    rollover: canRollOver(draft.window) ? draft.rollover : "none",
  };
}

/** Only a calendar window has a next period for what is left. */
export function canRollOver(window: string): boolean {
  return window.startsWith("calendar-");
}
