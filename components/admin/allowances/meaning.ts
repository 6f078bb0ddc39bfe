import { tokensFor } from "@/lib/allowances/tokens";
import { columnCents, count, tokensLeft } from "@/lib/format";
import { creditsFromCents, type Rate } from "@/lib/money";
import { type AllowanceRow, type Draft, draftOf } from "./draft";

/** A model that an allowance can be for; `rate` is its output's, null without a price. */
export type PricedModel = { value: string; label: string; rate: Rate | null };

/** What saving means: plain facts, and the one that somebody will notice. */
export type Meaning = { words: string; warning: string | null };

/** Told before it is saved; null while the amount is none. */
export function meaningOf(
  draft: Draft,
  row: AllowanceRow | null,
  models: PricedModel[],
): Meaning | null {
  const credits = creditsFromCents(draft.amount);
  if (credits === null) return null;
  const facts = [
    row && row.amountCredits !== credits ? `From ${columnCents(row.amountCredits)}.` : null,
    buys(credits, draft, models),
    row ? effect(draft, row) : whom(draft),
  ];
  const words = facts.filter((fact) => fact !== null).join(" ");
  return { words, warning: row && !isNewPeriod(draft, row) ? spentMore(credits, row) : null };
}

function buys(credits: number, draft: Draft, models: PricedModel[]): string | null {
  const model = models.find(({ value }) => value === draft.model) ?? models[0];
  if (!model || model.rate === null) return null;
  const tokens = tokensFor(credits, model.rate);
  if (tokens === null) return `${model.label} costs nothing.`;
  return `Buys ${tokensLeft(tokens)} tokens of ${model.label}.`;
}

function whom({ kind, subject }: Draft): string {
  const each = subject === "each-user" ? "Each person gets it" : "It is there";
  return kind === "cap" ? "It limits and pays for nothing." : `${each} from the next call on.`;
}

function effect(draft: Draft, row: AllowanceRow): string | null {
  if (JSON.stringify(draft) === JSON.stringify(draftOf(row))) return null;
  if (isNewPeriod(draft, row)) {
    return "A new period begins: what was spent until now does not count in it.";
  }
  return "Takes effect at once.";
}

function isNewPeriod(draft: Draft, row: AllowanceRow): boolean {
  return draft.window !== row.window || draft.timeZone !== row.timeZone;
}

/** Those who have spent more than the new amount, and were not over the old one. */
function spentMore(credits: number, row: AllowanceRow): string | null {
  if (credits >= row.amountCredits) return null;
  const over = row.spentEach.filter((spent) => spent > credits).length;
  if (over === 0) return null;
  const wait = row.refills === "never" ? "until it is topped up" : `until ${row.refills}`;
  if (row.level !== "each-user") return `More than that is spent already: calls wait ${wait}.`;
  const who = over === 1 ? "1 person has" : `${count(over)} of ${count(row.people)} people have`;
  return `${who} spent more than that and ${over === 1 ? "waits" : "wait"} ${wait}.`;
}
