import type { SideCalls } from "./calls";
import type { compareBooks } from "./exact";
import type { SideFirstToken } from "./first-token";
import { MAX_FIRST_TOKEN_MS, MAX_GAP_MS, type StreamsLevel } from "./streams";

/** The numbers to reach. */
const GOALS = {
  Purser: { share: 0.06, addedMs: 25, streams: 150, memoryMb: 400, cpu: null },
  "Purser /v1": { share: 0.35, addedMs: 4, streams: 400, memoryMb: 300, cpu: 4 },
};

type Measured = keyof typeof GOALS;
const measured = Object.keys(GOALS) as Measured[];

export const verdict = (good: boolean) => (good ? "reached" : "NOT REACHED");

/** Columns as wide as they must be, numbers to the right. */
export function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const cell = (text: string, i: number) =>
    i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0);
  return rows.map((row) => `  ${row.map(cell).join("   ")}`.trimEnd()).join("\n");
}

function callVerdicts(name: Measured, side: SideCalls, cpuOfPassThrough: number): string[] {
  const goal = GOALS[name];
  const { share, missing, failed, cpuPerThousand } = side;
  const all = missing === 0 && failed === 0;
  const lines = [
    `  ${name}: ${share.toFixed(3)} of the pass-through's calls, goal ${goal.share} or more:` +
      ` ${verdict(share >= goal.share && all)}`,
  ];
  if (goal.cpu === null) return lines;
  const times = cpuPerThousand / cpuOfPassThrough;
  lines.push(
    `  ${name}: ${times.toFixed(1)} times its CPU a call, goal ${goal.cpu} at most:` +
      ` ${verdict(times <= goal.cpu)}`,
  );
  return lines;
}

export function reportCalls(sides: SideCalls[]): string {
  const head = ["16 at once", "calls/s", "of pass-through", "CPU s/1,000", "MB now", "MB peak"];
  const rows = sides.map((side) => [
    side.name,
    side.perSecond.toFixed(0),
    side.share.toFixed(3),
    side.cpuPerThousand.toFixed(2),
    side.rssMb.toFixed(0),
    side.peakMb.toFixed(0),
  ]);
  const lines = [table([head, ...rows])];
  for (const side of sides) {
    if (side.failed > 0) {
      lines.push(`  ${side.name}: ${side.failed} calls failed, such as: ${side.firstFailure}`);
    }
    if (side.missing > 0) lines.push(`  ${side.name}: ${side.missing} calls never came upstream`);
  }
  const cpuOfPassThrough = sides.find(({ name }) => name === "pass-through")?.cpuPerThousand;
  for (const name of measured) {
    const side = sides.find((each) => each.name === name);
    if (side) lines.push(...callVerdicts(name, side, cpuOfPassThrough ?? Number.NaN));
  }
  return lines.join("\n");
}

export function reportFirstToken(sides: SideFirstToken[]): string {
  const head = ["first token", "median ms", "added ms"];
  const rows = sides.map((side) => [side.name, side.ms.toFixed(1), side.addedMs.toFixed(1)]);
  const lines = [table([head, ...rows])];
  for (const name of measured) {
    const side = sides.find((each) => each.name === name);
    if (!side) continue;
    const goal = GOALS[name].addedMs;
    lines.push(
      `  ${name} adds ${side.addedMs.toFixed(1)} ms, goal ${goal} or less:` +
        ` ${verdict(side.addedMs <= goal)}`,
    );
  }
  return lines.join("\n");
}

export function reportLevel(level: StreamsLevel): string {
  const { streams, gapP50, gapP99, gapMax, firstTokenP50, firstTokenP99, mostMb } = level;
  const ms = (...values: number[]) => values.map((value) => value.toFixed(0)).join("/");
  const all = level.tokens === level.expectedTokens;
  const tokens = all ? "all tokens" : `${level.tokens} of ${level.expectedTokens} tokens`;
  const line =
    `  ${streams} streams: gap p50/p99/max ${ms(gapP50, gapP99, gapMax)} ms, first p50/p99 ` +
    `${ms(firstTokenP50, firstTokenP99)} ms, ${tokens}, ${mostMb.toFixed(0)} MB: ` +
    (level.held ? "held" : "FAILED");
  return level.failed === 0
    ? line
    : `${line}\n  ${level.failed} streams failed, such as: ${level.firstFailure}`;
}

export function reportStreams(name: Measured, levels: StreamsLevel[]): string {
  const goal = GOALS[name];
  const most = Math.max(0, ...levels.filter((level) => level.held).map((level) => level.streams));
  // The goal is for that many streams; the levels beyond are only to see how far it goes.
  const upToGoal = levels.filter((level) => level.streams <= goal.streams);
  const memory = Math.max(...upToGoal.map((level) => level.mostMb));
  const bounds = `p99 gap <= ${MAX_GAP_MS} ms, p99 first token <= ${MAX_FIRST_TOKEN_MS} ms`;
  return [
    `  ${name} holds ${most} streams of 50 tokens/s (${bounds}),` +
      ` goal ${goal.streams}: ${verdict(most >= goal.streams)}`,
    `  memory with up to ${goal.streams} streams: ${memory.toFixed(0)} MB,` +
      ` goal under ${goal.memoryMb}: ${verdict(memory < goal.memoryMb)}`,
  ].join("\n");
}

export function reportBooks(compared: Awaited<ReturnType<typeof compareBooks>>): string {
  const { books, truth, exact } = compared;
  const head = [exact ? "exact" : "NOT EXACT", "calls", "input", "output", "estimated"];
  const row = (name: string, sums: typeof truth, estimated: string) => [
    name,
    ...[sums.calls, sums.input, sums.output].map(String),
    estimated,
  ];
  return table([head, row("booked", books, String(books.estimated)), row("truly sent", truth, "")]);
}
