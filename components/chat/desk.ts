/** What the chat pages know of money and models. Plain data: pages load it, leaves use it. */
import type { Credits } from "@/lib/money";
import type { NoticeJson } from "@/lib/notices/list";
import type { Price } from "@/lib/pricing/price";

/** One option of a model, as its JSON Schema says. */
export type OptionSchema = {
  type?: string;
  description?: string;
  minimum?: number;
  maximum?: number;
  enum?: string[];
};

export type ChatModel = {
  id: string;
  name: string;
  endpoint: string;
  demo: boolean;
  maxOutputTokens: number | null;
  /** The shortest useful answer; null for the usual. */
  minOutputTokens: number | null;
  /** Where the room is short, its text is counted as the model counts it. */
  counted: boolean;
  price: Price;
  options: Record<string, OptionSchema>;
  /** The allowances that a chat call with it counts down or must fit in. */
  allowanceIds: string[];
  /** False when none of them is a budget: then nobody pays for it. */
  paid: boolean;
  /** What a message like one's usual ones costs. */
  messageCredits: Credits;
};

/** An allowance that binds the person, as it stands. */
export type DeskAllowance = {
  id: string;
  name: string;
  window: string;
  timeZone: string;
  amountCredits: Credits;
  remainingCredits: Credits;
  reservedCredits: Credits;
  /** Milliseconds; null where it never resets. */
  resetsAt: number | null;
};

export type Desk = {
  models: ChatModel[];
  allowances: DeskAllowance[];
  /** Thresholds that were reached, and not put away. */
  notices: NoticeJson[];
  /** The least share of an allowance (percent) that is ever noticed; null: none is. */
  noticedFrom: number | null;
  /** Allowances of which the person has asked for more; null for those who cannot ask. */
  asked: string[] | null;
  /** The model that is picked when nothing else is. */
  defaultModelId: string;
  /** Whether what a message costs is taken from one's own, or a guess. */
  hasUsual: boolean;
  /** The server's clock when this was loaded (ms), and the zone to write times in. */
  now: number;
  timeZone: string;
};

/** Of the allowances that bind a model, the one with the least room; null when none does. */
export function tightest(
  model: Pick<ChatModel, "allowanceIds">,
  allowances: readonly DeskAllowance[],
): DeskAllowance | null {
  const binding = allowances.filter(({ id }) => model.allowanceIds.includes(id));
  if (binding.length === 0) return null;
  return binding.reduce((least, each) =>
    each.remainingCredits < least.remainingCredits ? each : least,
  );
}

/** What a call with the model may take at most: 0 when nobody pays for it. */
export function roomFor(model: ChatModel, allowances: readonly DeskAllowance[]): Credits {
  if (!model.paid) return 0;
  return Math.max(0, tightest(model, allowances)?.remainingCredits ?? 0);
}

export function findModel(models: readonly ChatModel[], id: string | null): ChatModel | undefined {
  return models.find((model) => model.id === id);
}

/** `today`, `this week`; empty for a balance that never resets. */
export function windowWords(window: string): string {
  const words: Record<string, string> = {
    "calendar-day": "today",
    "calendar-week": "this week",
    "calendar-month": "this month",
    "rolling-24h": "in 24 hours",
    "rolling-7d": "in 7 days",
    "rolling-30d": "in 30 days",
  };
  return words[window] ?? "";
}

/** `Default, each day`; a name that says its window already stays as it is. */
export function namedWithWindow({ name, window }: { name: string; window: string }): string {
  const words = everyWords(window);
  return name.toLowerCase().includes(words) ? name : `${name}, ${words}`;
}

function everyWords(window: string): string {
  const words: Record<string, string> = {
    "calendar-day": "each day",
    "calendar-week": "each week",
    "calendar-month": "each month",
    "rolling-24h": "any 24 hours",
    "rolling-7d": "any 7 days",
    "rolling-30d": "any 30 days",
  };
  return words[window] ?? "topped up by hand";
}
