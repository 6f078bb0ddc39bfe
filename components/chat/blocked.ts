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
  /** The one that refused, or would; null where it is not known here, or nobody pays. */
  allowance: DeskAllowance | null;
  neededCredits: Credits | null;
  leftCredits: Credits;
  /** Held for answers under way. */
  heldCredits: Credits;
  /** Without what is held for answers under way there is room: it may fit when they end. */
  isHeld: boolean;
  /** When there is more, where that is enough (ms). */
  refillsAt: number | null;
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
  const named = allowances.find(({ id }) => id === refused?.id) ?? null;
  // Another one's name beside the figures of the one that refused would be false.
  const allowance = refused?.id ? named : tightest(model, allowances);
  const neededCredits =
    refused?.neededCredits ?? (mine.kind === "does-not-fit" ? mine.neededCredits : null);
  const leftCredits = Math.max(0, refused?.availableCredits ?? allowance?.remainingCredits ?? 0);
  const heldCredits = refused?.reservedCredits ?? allowance?.reservedCredits ?? 0;
  const common = { neededCredits, leftCredits, heldCredits, offer };
  if (!model.paid) {
    const title = `Nothing of yours pays for ${model.name}`;
    const none = { allowance: null, isHeld: false, refillsAt: null };
    return { ...common, ...none, title, why: fate(asked) };
  }
  const found = {
    ...common,
    allowance,
    isHeld: heldCredits > 0 && neededCredits !== null && neededCredits <= leftCredits + heldCredits,
    refillsAt:
      allowance && (neededCredits ?? 0) <= allowance.amountCredits ? allowance.resetsAt : null,
  };
  return { ...found, title: titleOf(found, asked), why: whyOf(found, asked) };
}

function fate({ problem, hasText }: Asked): string {
  if (problem) return "Nothing was sent and nothing was charged. Your message is kept.";
  return hasText ? "Your message is kept." : "";
}

type Found = Omit<Blocked, "title" | "why">;

const subjects: Record<string, string> = {
  "calendar-day": "Today’s allowance",
  "calendar-week": "This week’s allowance",
  "calendar-month": "This month’s allowance",
};

function titleOf(found: Found, { problem, now, timeZone }: Asked): string {
  const { allowance, leftCredits, heldCredits, isHeld, refillsAt } = found;
  const name = problem?.allowance?.name;
  const unknown = !allowance && name ? `“${name}”` : "The allowance";
  const subject = subjects[allowance?.window ?? ""] ?? unknown;
  if (isHeld) return `${subject} does not reach for this while answers are under way`;
  const isUsedUp = leftCredits === 0 && heldCredits === 0;
  if (allowance && isRolling(allowance)) {
    // It refills at no one moment: when the next part comes back stands below.
    return `${subject} ${isUsedUp ? "is used up for now" : "does not reach for this now"}`;
  }
  const until = refillsAt === null ? "" : ` until ${moment(refillsAt, now, timeZone)}`;
  return `${subject} ${isUsedUp ? "is used up" : "does not reach for this"}${until}`;
}

function whyOf(found: Found, asked: Asked): string {
  const { neededCredits, leftCredits, heldCredits, isHeld } = found;
  const { model, hasHistory, problem } = asked;
  const before = hasHistory ? "With this much conversation before it, even" : "Even";
  const told = neededAndLeft(neededCredits ?? 0, leftCredits);
  const left = leftCredits ? `${told.left} are left` : "nothing is left";
  const needed = neededCredits ? told.needed : "more than that";
  const back = isHeld ? "; what they do not need comes back when they end" : "";
  const held =
    heldCredits > 0 ? ` ${money(heldCredits, "up")} are held for answers under way${back}.` : "";
  const sum = `${before} a short answer of ${model.name} can cost ${needed}, and ${left}.${held}`;
  if (!problem) return [sum, fate(asked)].join(" ").trim();
  return `Nothing was sent and nothing was charged. ${sum} Your message is kept.`;
}
