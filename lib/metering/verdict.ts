import type { LanguageModelV3FinishReason } from "@ai-sdk/provider";
import type { FinishReason } from "./call";
import type { Evidence } from "./ending";
import type { TimeLimit, TimeLimits } from "./watch";
import type { Cause } from "./words";

/** What ended a call from our side. */
export type Cut = "stopped" | "restart" | "limit" | TimeLimit;

type Verdict = Pick<Evidence, "outcome" | "finishReason" | "cause">;

type Seen = {
  cut: Cut | null;
  request: Evidence["request"];
  /** The last error status, where no later try brought more. */
  refusal: Cause | null;
  /** Why the request or its stream failed. */
  cause: Cause | null;
  /** What the provider said at the end of its answer. */
  finish: LanguageModelV3FinishReason | null;
  limits: TimeLimits;
};

/** How a call ended, and why if it did not end well. */
export function verdictOf({ cut, request, refusal, cause, finish, limits }: Seen): Verdict {
  if (cut === "stopped") return { outcome: "stopped", finishReason: "stopped", cause: null };
  if (cut === "limit") return { outcome: "done", finishReason: "length", cause: null };
  if (cut === "restart") return interrupted({ kind: "restart" });
  if (cut && request === "refused" && refusal) return failed(refusal);
  if (cut) return interrupted({ kind: cut, limitMs: limitMs(limits, cut) });
  if (finish && finish.unified !== "error" && !cause) {
    return { outcome: "done", finishReason: finishReasonOf(finish), cause: null };
  }
  const why = cause ?? { kind: "error-event" };
  const nothingCame = why.kind === "unsent" || why.kind === "status";
  return nothingCame ? failed(why) : interrupted(why);
}

function interrupted(cause: Cause): Verdict {
  return { outcome: "interrupted", finishReason: "error", cause };
}

function failed(cause: Cause): Verdict {
  return { outcome: "failed", finishReason: "error", cause };
}

function limitMs({ firstByteMs, idleMs, totalMs }: TimeLimits, limit: TimeLimit): number {
  return { "first-byte": firstByteMs, idle: idleMs, total: totalMs }[limit];
}

/** True where a stream ended and its provider did not say why: it was cut short. */
export function isNoReason({ unified, raw }: LanguageModelV3FinishReason): boolean {
  return unified === "other" && raw === undefined;
}

/** A provider's finish reason as ours; an unknown one that it gave is an end like another. */
function finishReasonOf({ unified }: LanguageModelV3FinishReason): FinishReason {
  switch (unified) {
    case "content-filter":
      return "content_filter";
    case "tool-calls":
      return "tool_calls";
    case "other":
      return "stop";
    default:
      return unified;
  }
}
