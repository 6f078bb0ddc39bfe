import { counted, money } from "@/lib/format";
import type { Turn } from "./turn";

/** How a turn ended that did not just end well: what happened, and what became of the money. */
export type Ending = { tone: "plain" | "warn" | "danger"; title: string; words: string };

/** Null for an answer that is done and whole. */
export function endingOf(turn: Turn, modelName: string): Ending | null {
  switch (turn.status) {
    case "done":
      return turn.finishReason === "length" ? cut(turn) : filtered(turn, modelName);
    case "stopped":
      return { tone: "plain", title: "Stopped", words: kept(turn) };
    case "interrupted":
      return brokenOff(`${reason(turn, "The connection was lost.")} ${kept(turn)}`.trim());
    case "failed":
      return {
        tone: "danger",
        title: "No answer came",
        words: reason(turn, "The provider did not answer. Nothing was charged."),
      };
    case "refused":
      return {
        tone: "danger",
        title: "Not sent",
        words: reason(turn, "Nothing was sent and nothing was charged."),
      };
    default:
      return null;
  }
}

const firstSentence =
  /^((?:The answer broke off|No answer came|The provider ended without an answer)[^.]*)\. (.+)$/s;

/** Where the words begin with what the title says, they are the title. */
function brokenOff(words: string): Ending {
  const title = "The answer broke off";
  const [, said, rest] = firstSentence.exec(words) ?? [];
  return said && rest
    ? { tone: "danger", title: said, words: rest }
    : { tone: "danger", title, words };
}

function cut(turn: Turn): Ending {
  const limit = turn.maxOutputTokens ?? turn.outputTokens ?? 0;
  return {
    tone: "warn",
    title: "Cut at its limit",
    words: `The answer reached its ${counted(limit, "token")} and may not be whole.`,
  };
}

function filtered({ finishReason }: Turn, modelName: string): Ending | null {
  if (finishReason !== "content_filter") return null;
  const words = `A filter of ${modelName}’s provider stopped it.`;
  return { tone: "warn", title: "Cut by a filter", words };
}

function reason({ error }: Turn, otherwise: string): string {
  return error?.message ?? otherwise;
}

function kept({ text, error, outputTokens, costCredits, usageSource }: Turn): string {
  // The server's words may have said already what became of it.
  if (error && /\b(kept|charged|cost)\b/.test(error.message)) return "";
  const tokens = outputTokens ?? 0;
  const part = text && tokens > 0 ? `${counted(tokens, "token")} are kept` : "Nothing was written";
  const words = `${part.charAt(0).toUpperCase()}${part.slice(1)}`;
  if (!costCredits) return `${words}; nothing was charged.`;
  const estimated = usageSource === "estimated" ? ", estimated, because no usage came" : "";
  return `${words}; ${money(costCredits)}${estimated}.`;
}
