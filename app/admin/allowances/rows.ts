import type { AllowanceRow } from "@/components/admin/allowances/draft";
import type { Listed } from "@/lib/allowances/list";
import type { Subjects } from "@/lib/allowances/subjects";
import { isRolling, periodWords, refillMoment } from "@/lib/allowances/words";
import { columnCents } from "@/lib/format";
import { findModel } from "@/lib/models/registry";

type Told = { subjects: Subjects; configured: Set<string>; now: number; timeZone: string };

/** An allowance as the table shows it. */
export function rowOf(listed: Listed, told: Told): AllowanceRow {
  const { allowance, remainingCredits, reservedCredits, spentCredits } = listed;
  const { name, kind, level, subjectId, purpose, model, window, timeZone } = allowance;
  return {
    id: listed.id,
    name,
    kind,
    level,
    subjectId,
    purpose,
    model,
    window,
    timeZone,
    amountCredits: allowance.amountCredits,
    rollover: allowance.rollover,
    forWords: forWords(listed, told.subjects),
    modelWords: model === null ? "any" : (findModel(model)?.name ?? model),
    remainingCredits,
    reservedCredits,
    totalCredits: remainingCredits + reservedCredits + spentCredits,
    besideWords: besideWords(listed),
    spentEach: listed.spentEach,
    people: listed.people,
    refills: refills(listed, told),
    configured: told.configured.has(listed.id),
  };
}

/** Whom an allowance is for. */
export function forWords(
  { allowance, people }: { allowance: Pick<Named, "level" | "subjectId">; people: number },
  subjects: Subjects,
): string {
  const { level, subjectId } = allowance;
  const named = (list: Subjects["people"]) => list.find(({ id }) => id === subjectId)?.name;
  switch (level) {
    case "instance":
      return "everybody together";
    case "each-user":
      return people === 1 ? "each person" : `each of ${people}`;
    case "group":
      return `group ${named(subjects.groups) ?? "that is gone"}`;
    case "user":
      return named(subjects.people) ?? "a guest";
    case "key":
      return "one key";
    default:
      return level satisfies never;
  }
}

type Named = Pick<
  Listed["allowance"],
  "name" | "kind" | "level" | "subjectId" | "purpose" | "model" | "window"
>;

/** Which one, of several with the same name: `Chat: group 7b, each day`. */
export function allowanceWords(allowance: Named, subjects: Subjects): string {
  const { name, kind, purpose, model, window } = allowance;
  const about = [
    kind === "cap" && "a cap",
    forWords({ allowance, people: 1 }, subjects),
    purpose && `for ${purpose}`,
    model && `with ${findModel(model)?.name ?? model}`,
    periodWords(window),
  ];
  return `${name}: ${about.filter(Boolean).join(", ")}`;
}

/** Grants in force, and what rolled over; where each has their own, of each on average. */
export function besideWords({ allowance, amountCredits, people }: Listed): string {
  const credits = amountCredits - allowance.amountCredits;
  if (credits <= 0) return "";
  const what = allowance.rollover === "none" ? "topped up" : "topped up or left over";
  const mean = allowance.level === "each-user" && people !== 1 ? ", mean" : "";
  return `+ ${columnCents(credits, "down")} ${what}${mean}`;
}

function refills({ allowance, resetsAt }: Listed, { now, timeZone }: Told): string {
  if (resetsAt === null) return isRolling(allowance) ? "as it was spent" : "never";
  return refillMoment(allowance, { at: resetsAt, now, timeZone });
}
