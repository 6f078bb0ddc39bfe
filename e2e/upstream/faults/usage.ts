import { type Answer, type Chunk, trueUsage, type Usage, usageChunk } from "../answer";
import type { Fault, Faults } from "../fault";
import { countPieces, type Send, type Step } from "../steps";

/** Says something else than the truth, wherever usage is said. */
function misreports(row: `U${number}`, about: string, report: (truth: Usage) => unknown): Fault {
  const shape = (answer: Answer): Answer => ({
    ...answer,
    report: (truth) => {
      const said = report(truth);
      const { usage } = answer.script;
      return usage && typeof said === "object" ? { ...said, ...usage } : said;
    },
  });
  return { row, about, shape };
}

function usageStep(answer: Answer, usage: unknown): Send {
  return { kind: "usage", chunk: usageChunk(answer, usage) };
}

function reported(answer: Answer): unknown {
  return answer.report(trueUsage(answer, answer.total));
}

/** Does something else at the place where usage is sent. */
function atUsage(
  row: `U${number}`,
  about: string,
  change: (answer: Answer, step: Send) => Iterable<Step>,
): Fault {
  function* stream(steps: Iterable<Step>, answer: Answer): Generator<Step> {
    for (const step of steps) {
      if (step.kind === "usage") yield* change(answer, step);
      else yield step;
    }
  }
  return { row, about, stream };
}

/** Puts a usage on each token's chunk. */
function running(about: string, said: (answer: Answer, sent: number) => Usage): Fault {
  function* stream(steps: Iterable<Step>, answer: Answer): Generator<Step> {
    let sent = 0;
    for (const step of steps) {
      sent += countPieces(step);
      if (step.kind === "token") yield withUsage(step, answer.report(said(answer, sent)));
      else if (step.kind === "usage") yield usageStep(answer, answer.report(said(answer, sent)));
      else yield step;
    }
  }
  return { row: "U11", about, stream };
}

function withUsage(step: Send, usage: unknown): Send {
  const chunk: Chunk = { ...step.chunk, usage };
  return { ...step, chunk };
}

/** Puts the usage on the chunk of a kind, and sends no usage-only chunk. */
function usageOn(kind: "role" | "finish", about: string): Fault {
  function* stream(steps: Iterable<Step>, answer: Answer): Generator<Step> {
    for (const step of steps) {
      if (step.kind === "usage") continue;
      if (step.kind === kind) yield withUsage(step, reported(answer));
      else yield step;
    }
  }
  return { row: "U12", about, stream };
}

function* afterDone(steps: Iterable<Step>): Generator<Step> {
  const late: Step[] = [];
  for (const step of steps) {
    if (step.kind === "usage") late.push(step);
    else yield step;
  }
  yield* late;
}

function* beforeFinish(steps: Iterable<Step>, answer: Answer): Generator<Step> {
  for (const step of steps) {
    if (step.kind === "finish") yield usageStep(answer, reported(answer));
    if (step.kind !== "usage") yield step;
  }
}

/** As cumulative providers do, but the last figures are smaller than those before. */
function shrinking(answer: Answer, sent: number): Usage {
  const end = answer.total;
  return trueUsage(answer, sent < end ? sent : Math.floor(end / 2));
}

const tokens = (value: unknown) => ({ prompt_tokens: value, completion_tokens: value });
const totals = (value: unknown) => ({ ...tokens(value), total_tokens: value });

export const usageFaults: Faults = {
  "no-usage": misreports("U10", "no usage, though it was asked for", () => undefined),
  "usage-null": misreports("U10", "the last chunk says `usage: null`", () => null),

  "usage-zero": misreports("U11", "all zero", () => totals(0)),
  "usage-negative": misreports("U11", "-5", () => totals(-5)),
  "usage-huge": misreports("U11", "10^15 each", () => totals(1e15)),
  "usage-unsafe": misreports("U11", "2^53 each", () => totals(2 ** 53)),
  "usage-float": misreports("U11", "7.5 each", () => totals(7.5)),
  "usage-string": misreports("U11", 'the true figures as strings ("20")', (u) => ({
    prompt_tokens: String(u.prompt_tokens),
    completion_tokens: String(u.completion_tokens),
    total_tokens: String(u.total_tokens),
  })),
  "usage-words": misreports("U11", '"many"', () => totals("many")),
  "usage-array": misreports("U11", "an array", (u) => [u.prompt_tokens, u.completion_tokens]),
  "usage-empty": misreports("U11", "`{}`", () => ({})),
  "usage-output-only": misreports("U11", "no prompt tokens", (u) => ({
    completion_tokens: u.completion_tokens,
  })),
  "usage-cached-over": misreports("U11", "more cached than prompt tokens", (u) => ({
    ...u,
    prompt_tokens_details: { cached_tokens: u.prompt_tokens + 100 },
  })),
  "usage-twice": atUsage("U11", "the true usage chunk, twice", (_, step) => [step, step]),
  "usage-cumulative": running("running totals on each chunk, the last is true", trueUsage),
  "usage-shrinking": running("running totals; the last says half", shrinking),
  "usage-then-zero": atUsage("U11", "the truth, then a chunk of zeros", (answer, step) => [
    step,
    usageStep(answer, totals(0)),
  ]),
  "usage-then-null": atUsage("U11", "the truth, then `usage: null`", (answer, step) => [
    step,
    usageStep(answer, null),
  ]),

  "usage-on-finish": usageOn("finish", "on the finish chunk; no usage-only chunk"),
  "usage-on-role": usageOn("role", "on the first chunk only (the truth, foretold)"),
  "usage-before-finish": {
    row: "U12",
    about: "the usage-only chunk comes before the finish chunk",
    stream: beforeFinish,
  },
  "usage-after-done": { row: "U12", about: "after `[DONE]`", stream: afterDone },
  "usage-split-packets": atUsage("U12", "its event in two packets, 50 ms apart", (_, step) => [
    { ...step, halves: 50 },
  ]),
  "usage-split-events": atUsage(
    "U12",
    "prompt tokens in one chunk, completion in the next",
    (a) => {
      const { prompt_tokens, completion_tokens } = trueUsage(a, a.total);
      return [usageStep(a, { prompt_tokens }), usageStep(a, { completion_tokens })];
    },
  ),
};
