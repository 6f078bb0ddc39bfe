import type { LanguageModelV3Usage } from "@ai-sdk/provider";
import type { Counts } from "../pricing/price";
import { type Figure, type Figures, figuresOf, isCount, isRecord, usageIn } from "./usage-shapes";

/**
 * What a provider has reported of a call so far. Reports are cumulative: each figure is the
 * largest that came, zero is a figure, and a report without one takes nothing back.
 */
export type Reported = Record<Figure, number | null> & {
  /** Why a figure is not believed, in words. */
  doubts: Partial<Record<"input" | "cached" | "output", string>>;
  /** The reports as they came, without repeats, for the receipt. */
  packets: unknown[];
};

export const nothingReported: Reported = {
  input: null,
  uncachedInput: null,
  cachedInput: null,
  cacheWrite: null,
  output: null,
  reasoning: null,
  doubts: {},
  packets: [],
};

/** Reports kept for the receipt, and how long one may be as JSON. */
const packetsMax = 8;
const packetCharsMax = 4000;

/** Folds a usage in, or an event or reply of any provider's that may have one; whatever it is. */
export function foldUsage(reported: Reported, event: unknown): Reported {
  const packet = usageIn(event);
  // The end of a stream brings the reports again that came with it.
  if (packet === null || (isRecord(packet) && packet === reported.packets.at(-1))) return reported;
  const packets = keep(reported.packets, packet);
  if (!isRecord(packet)) {
    const doubt = `the usage was ${brief(packet)}, not an object`;
    return { ...reported, packets, doubts: { input: doubt, output: doubt } };
  }
  return foldFigures({ ...reported, packets }, figuresOf(packet));
}

/** Folds the usage of a `finish` part in: its raw packets where ours came with it. */
export function foldFinish(reported: Reported, usage: LanguageModelV3Usage): Reported {
  const raw: unknown = usage.raw;
  if (isRecord(raw) && Array.isArray(raw.packets)) return raw.packets.reduce(foldUsage, reported);
  const { inputTokens: input, outputTokens: output } = usage;
  const parts = [input.noCache, input.cacheRead, input.cacheWrite];
  const sum = parts.every((part) => part === undefined)
    ? undefined
    : parts.reduce<number>((total, part) => total + (part ?? 0), 0);
  const packets = raw === undefined ? reported.packets : keep(reported.packets, raw);
  return foldFigures(
    { ...reported, packets },
    {
      input: input.total ?? sum,
      cachedInput: input.cacheRead,
      cacheWrite: input.cacheWrite,
      output: output.total,
      reasoning: output.reasoning,
    },
  );
}

function foldFigures(reported: Reported, figures: Figures): Reported {
  const next = { ...reported, doubts: { ...reported.doubts } };
  for (const [figure, value] of Object.entries(figures) as [Figure, unknown][]) {
    if (value === undefined || value === null) continue;
    if (isCount(value)) next[figure] = Math.max(next[figure] ?? 0, value);
    else next.doubts[doubtOf[figure]] = `${nameOf[figure]} was reported as ${brief(value)}`;
  }
  return next;
}

const doubtOf = {
  input: "input",
  uncachedInput: "input",
  cachedInput: "cached",
  cacheWrite: "cached",
  output: "output",
  reasoning: "output",
} as const;

const nameOf: Record<Figure, string> = {
  input: "input",
  uncachedInput: "uncached input",
  cachedInput: "cached input",
  cacheWrite: "cache write",
  output: "output",
  reasoning: "reasoning",
};

/** All input: as reported, or put together from its parts where those are reported apart. */
function allInput({ input, uncachedInput, cachedInput, cacheWrite }: Reported): number | null {
  if (uncachedInput === null) return input;
  return Math.max(input ?? 0, uncachedInput + (cachedInput ?? 0) + (cacheWrite ?? 0));
}

/** Within what a report can be believed (rule 8 of the rules of money). */
export type Limits = {
  /** The output limit that was sent. */
  outputMax: number;
  /** Bytes sent + 16 a message + 1,024. */
  inputMax: number;
};

/** What of the report must be replaced or checked by our own count, and why. */
export type Judged = {
  needs: { input: boolean; output: boolean };
  /** In words, for review; null when nothing was disbelieved. */
  alert: string | null;
};

/**
 * Judges a report. `final` says whether the call ended with its usage; without that, what was
 * reported is a lower bound at most.
 */
export function judge(reported: Reported, limits: Limits, final: boolean): Judged {
  const doubts = doubtsOf(reported, limits);
  const alert = [doubts.input, doubts.cached, doubts.output].filter(Boolean).join("; ");
  return {
    needs: {
      input: !final || allInput(reported) === null || doubts.input !== undefined,
      output: !final || reported.output === null || doubts.output !== undefined,
    },
    alert: alert || null,
  };
}

function doubtsOf(reported: Reported, { inputMax, outputMax }: Limits): Reported["doubts"] {
  const { cachedInput, cacheWrite, output, reasoning, doubts } = reported;
  const input = allInput(reported);
  const found = { ...doubts };
  if (input !== null && input > inputMax) {
    found.input ??= `${input} input tokens were reported where at most ${inputMax} can be`;
  }
  if (output !== null && output > outputMax) {
    found.output ??= `${output} output tokens were reported over a limit of ${outputMax}`;
  }
  if (output !== null && (reasoning ?? 0) > output) {
    found.output ??= `${reasoning} reasoning tokens were reported of ${output} output tokens`;
  }
  if (input !== null && (cachedInput ?? 0) + (cacheWrite ?? 0) > input) {
    found.cached ??= `more cached than all ${input} input tokens were reported`;
  }
  return found;
}

/** Our own counts, where `judge` asked for them. */
export type Own = { input: number; output: number };

/** The counts to settle by: believed figures, else the larger of a valid one and our own count. */
export function settledCounts(
  reported: Reported,
  limits: Limits,
  judged: Judged,
  own: Own,
): { counts: Counts; usageSource: "provider" | "estimated" } {
  const doubts = doubtsOf(reported, limits);
  const { inputMax, outputMax } = limits;
  const within = (value: number | null, max: number) =>
    value !== null && value <= max ? value : 0;
  const said = allInput(reported);
  const input = judged.needs.input ? Math.max(within(said, inputMax), own.input) : (said ?? 0);
  const output = judged.needs.output
    ? Math.max(within(reported.output, outputMax), own.output)
    : (reported.output ?? 0);
  const split = !doubts.input && !doubts.cached;
  const cachedInput = split ? Math.min(reported.cachedInput ?? 0, input) : 0;
  const cacheWrite = split ? Math.min(reported.cacheWrite ?? 0, input - cachedInput) : 0;
  const reasoning = doubts.output ? 0 : Math.min(reported.reasoning ?? 0, output);
  const estimated = judged.needs.input || judged.needs.output || doubts.cached !== undefined;
  return {
    counts: {
      uncachedInput: input - cachedInput - cacheWrite,
      cachedInput,
      cacheWrite,
      output,
      reasoning,
    },
    usageSource: estimated ? "estimated" : "provider",
  };
}

/** The provider's word for the receipt: one report as it came, several as a list. */
export function reportedJson({ packets }: Reported): unknown {
  return packets.length > 1 ? packets : (packets[0] ?? null);
}

function keep(packets: unknown[], packet: unknown): unknown[] {
  const text = JSON.stringify(packet) ?? "null";
  const kept = text.length > packetCharsMax ? `${text.slice(0, packetCharsMax)} ...` : packet;
  const last = packets.at(-1);
  if (last !== undefined && JSON.stringify(last) === JSON.stringify(kept)) return packets;
  return [...packets.slice(packets.length < packetsMax ? 0 : 1), kept];
}

function brief(value: unknown): string {
  const text = typeof value === "number" ? String(value) : JSON.stringify(value);
  return String(text).slice(0, 60);
}
