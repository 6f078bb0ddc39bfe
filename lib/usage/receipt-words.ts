import { lastsUntilDate, longDate } from "../dates";
import { count, counted } from "../format";
import type { Call } from "./call";
import type { ReceiptJson } from "./receipt-json";

const origins: Record<Call["origin"], string> = {
  chat: "A call of Purser’s own chat.",
  gateway: "Made through /v1.",
  external: "Made by its caller, who held for it here first.",
  recorded: "Made elsewhere and told of here.",
  otlp: "Made elsewhere and told of by OpenTelemetry.",
};

/** Who made the call. */
export function originWords(origin: Call["origin"]): string {
  return origins[origin] ?? `Made by ${origin}.`;
}

const adjustmentKinds: Record<string, string> = {
  "late-settle": "Its true cost came late",
  "re-rating": "The price was corrected",
  priced: "It got its price",
  repeated: "Its own calls were told of too",
};

/** What a close says of a call that was cut because more came than its output limit. */
export const cutAtLimit = "done: cut at its limit";

type Source = Pick<ReceiptJson, "usage_source" | "reported" | "alert" | "status"> & {
  hold: Pick<NonNullable<ReceiptJson["hold"]>, "closed_because"> | null;
};

/** By whose word a call was settled; the end of a sentence. */
export function sourceWords({ usage_source, reported, alert, hold, status }: Source): string {
  if (usage_source === "provider") {
    return hold ? "from the provider’s usage" : "by the usage that was told";
  }
  if (hold?.closed_because === cutAtLimit) {
    return "estimated, because more came than its limit and it was cut";
  }
  if (reported === null) {
    if (status === "stopped") return "estimated, because it was stopped before its usage came";
    if (status === "interrupted") return "estimated, because it broke off before its usage came";
    return "estimated, because the provider sent no usage";
  }
  return alert ? "estimated, because the provider’s usage cannot be true" : "estimated";
}

type Adjustment = ReceiptJson["adjustments"][number];

/** `The price was corrected, by Mira Okafor, 2 December 2026`. */
export function adjustmentWords(adjustment: Adjustment, timeZone: string): string {
  const { kind, created_by, created_by_name, created_at } = adjustment;
  const unnamed = created_by === "admin-key" ? "the admin key" : "somebody who is gone";
  const by = created_by_name ?? (created_by === null ? "the server" : unnamed);
  return `${adjustmentKinds[kind] ?? kind}, by ${by}, ${longDate(created_at, timeZone)}`;
}

type Part = ReceiptJson["allowances"][number]["parts"][number];

/** Which of an allowance's balances: `from its amount`, `from a top-up until 2 December 2026`. */
export function partWords({ balance, ends_at: end }: Part, timeZone: string): string {
  if (balance === "grant") {
    return end === null ? "from a top-up" : `from a top-up until ${lastsUntilDate(end, timeZone)}`;
  }
  if (balance === "rollover") return "from what the period before left";
  if (balance === "rolling") return "from its rolling window";
  return end === null ? "from its amount" : "from its period’s amount";
}

/** What a kind of input that is no text is called; what is not known here is named as it is. */
const extraNames: Record<string, [one: string, many: string]> = {
  image: ["image", "images"],
  file: ["file", "files"],
  remote_image: ["image by its address", "images by their addresses"],
  remote_file: ["file by its address", "files by their addresses"],
  stored_file: ["stored file", "stored files"],
  hosted_tools: ["hosted tool", "hosted tools"],
  tools: ["tool", "tools"],
};

type Extra = { what: string; by: string; count: number; tokens: number };

const extraReasons: Record<string, string> = {
  rule: "by the provider’s rule",
  ceiling: "by the ceiling that is set for the model",
  bytes: "by size",
};

function extraWords({ what, by, count: many, tokens }: Extra): string {
  const [one, more] = extraNames[what] ?? [what, what];
  const at = `at most ${count(tokens)} tokens`;
  return `${counted(many, one, more)}, ${at} ${extraReasons[by] ?? ""}`.trimEnd();
}

/** As it is kept: other ways of bounding may have come since, or gone. */
type Kept = {
  method?: string;
  bytes?: number;
  messages?: number;
  tokens?: number;
  extras?: Partial<Extra>[];
};

/** How the input was bounded, in words; null where nothing was held. */
export function boundWords({ hold }: Pick<ReceiptJson, "hold">): string | null {
  if (!hold) return null;
  const { method, bytes, messages = 0, extras = [] } = (hold.bound.input ?? {}) as Kept;
  const asked = hold.bound.asked_output_tokens;
  const size = bytes === undefined ? "" : `, ${count(bytes)} bytes`;
  const text = `${size}${messages > 0 ? ` in ${counted(messages, "message")}` : ""}`;
  const ways: Record<string, string> = {
    bytes: `The input was bounded by its size${text}: no token is less than a byte.`,
    tokenizer: `The input was counted with the model’s own tokenizer${text}.`,
  };
  const way = ways[method ?? ""] ?? `At most ${count(hold.input_tokens_bound)} tokens of input.`;
  const more = extras.filter(isExtra).map(extraWords);
  const beside = more.length > 0 ? ` Beside the text: ${more.join("; ")}.` : "";
  const lowered = ` The answer was limited from ${count(asked)} to what there was room for.`;
  return `${way}${beside}${hold.max_output_tokens < asked ? lowered : ""}`;
}

function isExtra(extra: Partial<Extra>): extra is Extra {
  return typeof extra.what === "string" && typeof extra.count === "number" && "tokens" in extra;
}
