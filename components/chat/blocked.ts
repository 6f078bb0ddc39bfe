import { isRolling } from "@/lib/allowances/words";
import { moment } from "@/lib/dates";
import { money, neededAndLeft } from "@/lib/format";
import type { Credits } from "@/lib/money";
import { type ChatModel, type DeskAllowance, tightest } from "./desk";
import type { cheaperModel, Estimate } from "./estimate";
import type { Problem } from "./problem";

/** Why a message cannot be sent for lack of room, and what can be sent instead. */
export type Blocked = {
  title: string;
  why: string;
  allowance: DeskAllowance | null;
  neededCredits: Credits | null;
  leftCredits: Credits;
  offer: ReturnType<typeof cheaperModel>;
};

type Asked = {
  model: ChatModel;
  allowances: readonly DeskAllowance[];
  /** How it was worked out here; the server's refusal, when there is one, wins. */
  mine: Estimate;
  problem: Problem | null;
  offer: ReturnType<typeof cheaperModel>;
  /** There is a conversation before the message. */
  hasHistory: boolean;
  hasText: boolean;
  now: number;
  /** The reader's. */
  timeZone: string;
};

/** Null while there is room. */
export function blockedBy(asked: Asked): Blocked | null {
  const { model, allowances, mine, problem, offer } = asked;
  const refused = problem?.allowance ?? null;
  if (!refused && mine.kind === "fits") return null;
  const named = allowances.find(({ id }) => id === refused?.id);
  const allowance = named ?? tightest(model, allowances);
  const neededCredits =
    refused?.neededCredits ?? (mine.kind === "does-not-fit" ? mine.neededCredits : null);
  const leftCredits = Math.max(0, refused?.availableCredits ?? allowance?.remainingCredits ?? 0);
  const common = { allowance, neededCredits, leftCredits, offer };
  if (!model.paid) {
    const title = `Nothing of yours pays for ${model.name}`;
    return { ...common, title, why: fate(asked), allowance: null };
  }
  return { ...common, title: titleOf(allowance, leftCredits, asked), why: whyOf(asked, common) };
}

function fate({ problem, hasText }: Asked): string {
  if (problem) return "Nothing was sent and nothing was charged. Your message is kept.";
  return hasText ? "Your message is kept." : "";
}

function titleOf(
  allowance: DeskAllowance | null,
  leftCredits: Credits,
  { now, timeZone }: Pick<Asked, "now" | "timeZone">,
): string {
  if (allowance && isRolling(allowance)) {
    // It refills at no one moment: when the next part comes back stands below.
    return `The allowance ${leftCredits === 0 ? "is used up for now" : "does not reach for this now"}`;
  }
  const until = allowance?.resetsAt ? ` until ${moment(allowance.resetsAt, now, timeZone)}` : "";
  const whose: Record<string, string> = {
    "calendar-day": "Today’s allowance",
    "calendar-week": "This week’s allowance",
    "calendar-month": "This month’s allowance",
  };
  const subject = whose[allowance?.window ?? ""] ?? "The allowance";
  if (leftCredits === 0) return `${subject} is used up${until}`;
  return `${subject} does not reach for this${until}`;
}

function whyOf(asked: Asked, { neededCredits, leftCredits }: Partial<Blocked>): string {
  const { model, hasHistory, problem } = asked;
  const before = hasHistory ? "With this much conversation before it, even" : "Even";
  const told = neededAndLeft(neededCredits ?? 0, leftCredits ?? 0);
  const left = leftCredits ? `${told.left} are left` : "nothing is left";
  const needed = neededCredits ? told.needed : "more than that";
  const held = problem?.allowance?.reservedCredits
    ? ` ${money(problem.allowance.reservedCredits, "up")} are held for answers under way.`
    : "";
  const sum = `${before} a short answer of ${model.name} can cost ${needed}, and ${left}.${held}`;
  if (!problem) return [sum, fate(asked)].join(" ").trim();
  return `Nothing was sent and nothing was charged. ${sum} Your message is kept.`;
}
