import type { Answer } from "./answer";
import { type Close, countPieces, type Send, type Step } from "./steps";

export interface Reply {
  status: number;
  headers: Record<string, string>;
  steps: Iterable<Step>;
}

/** One way to misbehave. Each part is optional; a fault usually has one. */
export interface Fault {
  row: `U${number}`;
  about: string;
  /** Changes what will be answered. */
  shape?(answer: Answer): Answer;
  /** Changes what is done while streaming. */
  stream?(steps: Iterable<Step>, answer: Answer): Iterable<Step>;
  /** Changes what is done with a whole body; absent, the body is sent as it is. */
  whole?(body: Send, answer: Answer): Iterable<Step>;
  /** Replaces the reply: another status, other headers. */
  reply?(answer: Answer): Reply;
}

export type Faults = Record<string, Fault>;

/** Where a fault strikes: after so many tokens; by default in the middle. */
export function strikesAfter(answer: Answer): number {
  const { after, tokens } = answer.script;
  if (typeof after === "number") return after;
  return Math.floor((Number.isFinite(answer.total) ? answer.total : (tokens ?? 20)) / 2);
}

/** Splits the steps at the place where the fault strikes. */
export function* strike(
  steps: Iterable<Step>,
  answer: Answer,
  fault: (rest: Step[]) => Iterable<Step>,
): Generator<Step> {
  const fromStart = answer.script.after === "start";
  const limit = strikesAfter(answer);
  const rest: Step[] = [];
  let sent = 0;
  let struck = fromStart;
  for (const step of steps) {
    const early = step.kind === "role" || step.kind === "thought" || step.kind === "flush";
    struck ||= sent >= limit && !early && step.kind !== "wait" && step.kind !== "gate";
    sent += countPieces(step);
    struck ||= sent > limit && countPieces(step) > 0;
    if (struck) rest.push(step);
    else yield step;
  }
  yield* fault(rest);
}

export function close(answer: Answer, fallback: Close = "end"): Step {
  return { kind: "close", how: answer.script.close ?? fallback };
}

export function half(body: Send): Buffer {
  const bytes = Buffer.from(body.raw ?? "");
  return bytes.subarray(0, Math.floor(bytes.length / 2));
}

export function errorBody(message: string, type: string, code: string | null): string {
  return JSON.stringify({ error: { message, type, param: null, code } });
}
