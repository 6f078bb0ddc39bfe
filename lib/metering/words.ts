import { counted, money, seconds } from "../format";
import type { Charged } from "../ledger/close";

/** Why a call did not end well. */
export type Cause =
  | { kind: "unsent" }
  | { kind: "status"; status: number | undefined }
  | { kind: "error-event" | "broken"; said?: string }
  | { kind: "no-end" }
  | { kind: "first-byte" | "idle" | "total"; limitMs: number }
  | { kind: "restart" };

/** What came of an answer: all that is kept of it, or a part of what was to come whole. */
export type Came = "nothing" | "part" | "all";

/** What a person is told of a call that failed or broke: the money first, then the reason. */
export function failureWords(cause: Cause, endpoint: string, charged: Charged, came: Came) {
  const { credits, counts, usageSource } = charged;
  if (cause.kind === "unsent") {
    return `Nothing was sent and nothing was charged. ${endpoint} could not be reached.`;
  }
  if (cause.kind === "status") return `Nothing was charged. ${statusWords(cause.status, endpoint)}`;
  const estimated = usageSource === "estimated" ? ", estimated" : "";
  const cost = `${money(credits)}${estimated}`;
  if (cause.kind === "no-end" && came === "nothing") {
    const cents = credits === 0 ? "Nothing was charged" : `What was sent cost ${cost}`;
    return `The provider ended without an answer. ${cents}.`;
  }
  if (came !== "nothing") {
    const after = `after ${counted(counts.output, "token")}`;
    const what = came === "part" ? "The part that came" : "What came is kept, and";
    return `The answer broke off ${after}. ${causeWords(cause)}. ${what} cost ${cost}.`;
  }
  if (credits === 0) return `No answer came, and nothing was charged. ${causeWords(cause)}.`;
  return `No answer came. ${causeWords(cause)}. What was sent cost ${cost}.`;
}

function causeWords(cause: Exclude<Cause, { kind: "unsent" | "status" }>): string {
  switch (cause.kind) {
    case "error-event":
      return cause.said ?? "The provider sent an error";
    case "broken":
      return cause.said ?? "The provider closed the connection";
    case "no-end":
      return "The provider stopped without an end";
    case "first-byte":
      return `The provider did not begin within ${seconds(cause.limitMs)}`;
    case "idle":
      return `The provider sent nothing for ${seconds(cause.limitMs)}`;
    case "total":
      return `It took longer than ${seconds(cause.limitMs)}`;
    case "restart":
      return "The server was restarted";
    default:
      return cause satisfies never;
  }
}

/** By the status alone: what a provider writes beside it may name its secrets, or ours. */
function statusWords(status: number | undefined, endpoint: string): string {
  if (status === 401 || status === 403) {
    return `${endpoint} refused the key that this server has for it. An admin can mend that.`;
  }
  if (status === 404) return `${endpoint} does not know this model. An admin can mend that.`;
  if (status === 413) return `${endpoint} finds the message too long.`;
  if (status === 429) return `${endpoint} is at its limit. Try again later, or take another model.`;
  if (status === 529 || status === 503) return `${endpoint} is overloaded. Try again in a minute.`;
  const code = status === undefined ? "" : ` (${status})`;
  if (status !== undefined && status >= 300 && status < 400) {
    return (
      `${endpoint} sent us to another address${code}, which is not followed. ` +
      "An admin can mend its address."
    );
  }
  if (status !== undefined && status < 500) {
    return `${endpoint} refused the request${code}. It may be too long for this model.`;
  }
  return `${endpoint} answered with an error${code}. Try again, or take another model.`;
}
