import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import type { Ending } from "../ledger/close";
import type { Reservation } from "../ledger/reservation";
import { sentBound } from "../pricing/bound";
import { soon } from "../soon";
import { cutAtLimit } from "../usage/receipt-words";
import type { FinishReason, Outcome } from "./call";
import { countInput } from "./count";
import { judge, type Limits, type Reported, reportedJson, settledCounts } from "./usage";
import { type Came, type Cause, failureWords } from "./words";

/** Reported input is believed up to this much beyond what was sent or held for (rule 8). */
const inputSlackTokens = 1024;

/** How a call ended, as far as it can be seen from here. */
export type Evidence = {
  outcome: Outcome;
  finishReason: FinishReason;
  /** Why it did not end well; null for `done` and `stopped`. */
  cause: Cause | null;
  /**
   * What became of the request: `unsent`; `refused` by an error status; `written` to the wire;
   * `error-event`, answered by an error instead of output.
   */
  request: "unsent" | "refused" | "written" | "error-event";
  /** Output came. */
  came: boolean;
  /** It came as a part of what was to come whole, and is of no use. */
  isPart: boolean;
  /** It was cut at its output limit. */
  isPastLimit: boolean;
  /** The call ended with its usage, if it has any. */
  final: boolean;
  reported: Reported;
  /** Our own count of the output that came; worked out only where it is needed. */
  countOutput: () => Promise<number>;
  options: Pick<LanguageModelV3CallOptions, "prompt" | "tools" | "responseFormat">;
  /** Of the input, where it is not in `options`. */
  countInput?: () => Promise<number>;
  resolvedModel: string | null;
  durationMs: number;
  firstTokenMs: number | null;
};

const noCounts = { uncachedInput: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 };

/** How the reservation of a call is to be closed (rules 8 and 9 of the rules of money). */
export async function endingOf(
  reservation: Reservation,
  endpoint: string,
  evidence: Evidence,
): Promise<Ending> {
  const { outcome, finishReason, cause, request, reported } = evidence;
  const settling = isCharged(evidence) ? settle(reservation, evidence) : null;
  const settled = settling instanceof Promise ? await settling : settling;
  // One that went past its limit did not end by itself, whatever it says.
  const isOver = outcome === "done" && (settled?.counts.output ?? 0) > reservation.maxOutputTokens;
  return {
    state: settled ? "settled" : "released",
    because: becauseOf(evidence),
    outcome,
    finishReason: isOver ? "length" : finishReason,
    error: (charged) =>
      cause && {
        code: "upstream_failed",
        message: failureWords(cause, endpoint, charged, cameOf(evidence)),
      },
    counts: settled?.counts ?? noCounts,
    charge: settled ? "counts" : "nothing",
    reachedWire: request !== "unsent",
    usageSource: settled?.usageSource ?? "provider",
    reported: reportedJson(reported),
    alert: settled?.alert ?? null,
    resolvedModel: evidence.resolvedModel,
    durationMs: evidence.durationMs,
    firstTokenMs: evidence.firstTokenMs,
  };
}

function becauseOf({ outcome, cause, isPastLimit }: Evidence): string {
  if (cause) return `${outcome}: ${cause.kind}`;
  return isPastLimit ? cutAtLimit : outcome;
}

function cameOf({ came, isPart }: Evidence): Came {
  if (!came) return "nothing";
  return isPart ? "part" : "all";
}

/** Where the true cost cannot be worked out, the hold is what was agreed; for review. */
export function unknownEnding(evidence: Evidence, error: unknown): Ending {
  const { outcome, finishReason, request, resolvedModel, durationMs, firstTokenMs } = evidence;
  const reason = error instanceof Error ? error.message : String(error);
  return {
    state: "settled",
    because: outcome,
    outcome,
    finishReason,
    error: () => null,
    counts: noCounts,
    charge: request === "unsent" || request === "refused" ? "nothing" : "hold",
    reachedWire: request !== "unsent",
    usageSource: "estimated",
    reported: reportedJson(evidence.reported),
    alert: `the cost could not be worked out, so the hold was charged: ${reason}`,
    resolvedModel,
    durationMs,
    firstTokenMs,
  };
}

/** Nothing is charged for what was not sent, nor for an error in the place of an answer. */
function isCharged({ request, came, reported }: Evidence): boolean {
  if (request === "written") return true;
  // An input that was told at the beginning does not say that any output was made.
  return request === "error-event" && (came || reported.output !== null);
}

function settle(reservation: Reservation, evidence: Evidence) {
  const { reported, final } = evidence;
  const limits = believed(reservation);
  const judged = judge(reported, limits, final);
  const own = judged.needs.input || judged.needs.output ? count(evidence, judged.needs) : nothing;
  return soon(own, (counted) => {
    return { ...settledCounts(reported, limits, judged, counted), alert: judged.alert };
  });
}

const nothing = { input: 0, output: 0 };

/** Our own counts, of what they are needed for. */
async function count(evidence: Evidence, needs: { input: boolean; output: boolean }) {
  const { options, countOutput } = evidence;
  return {
    input: needs.input ? await (evidence.countInput?.() ?? countInput(options)) : 0,
    output: needs.output ? await countOutput() : 0,
  };
}

/** Within what the provider's figures can be true: what was sent, and never less than the hold. */
export function believed({ maxOutputTokens, inputTokensBound, bound }: Reservation): Limits {
  const inputMax = Math.max(sentBound(bound.input), inputTokensBound) + inputSlackTokens;
  return { outputMax: maxOutputTokens, inputMax };
}
