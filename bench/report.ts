import type { SideCalls } from "./calls";
import type { compareBooks } from "./exact";
import type { SideFirstToken } from "./first-token";
import { MAX_FIRST_TOKEN_MS, MAX_GAP_MS, type StreamsLevel } from "./streams";

/** The numbers to reach. */
const GOAL = { share: 0.03, addedMs: 25, streams: 60, memoryMb: 400 };

export const verdict = (good: boolean) => (good ? "reached" : "NOT REACHED");

/** Columns as wide as they must be, numbers to the right. */
export function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const cell = (text: string, i: number) =>
    i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0);
  return rows.map((row) => `  ${row.map(cell).join("   ")}`.trimEnd()).join("\n");
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
  const purser = sides.find((side) => side.name === "Purser");
  if (purser) {
    const [share, peak] = [purser.share, purser.peakMb];
    lines.push(
      `  calls of the pass-through: ${share.toFixed(3)}, goal ${GOAL.share} or more:` +
        ` ${verdict(share >= GOAL.share && purser.missing === 0 && purser.failed === 0)}`,
    );
    lines.push(
      `  memory: ${peak.toFixed(0)} MB, goal under ${GOAL.memoryMb}:` +
        ` ${verdict(peak < GOAL.memoryMb)}`,
    );
  }
  return lines.join("\n");
}

export function reportFirstToken(sides: SideFirstToken[]): string {
  const head = ["first token", "median ms", "added ms"];
  const rows = sides.map((side) => [side.name, side.ms.toFixed(1), side.addedMs.toFixed(1)]);
  const lines = [table([head, ...rows])];
  const purser = sides.find((side) => side.name === "Purser");
  if (purser) {
    lines.push(
      `  added: ${purser.addedMs.toFixed(1)} ms, goal ${GOAL.addedMs} or less:` +
        ` ${verdict(purser.addedMs <= GOAL.addedMs)}`,
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

export function reportStreams(name: string, levels: StreamsLevel[]): string {
  const most = Math.max(0, ...levels.filter((level) => level.held).map((level) => level.streams));
  // The goal is for that many streams; the levels beyond are only to see how far it goes.
  const upToGoal = levels.filter((level) => level.streams <= GOAL.streams);
  const memory = Math.max(...upToGoal.map((level) => level.mostMb));
  const bounds = `p99 gap <= ${MAX_GAP_MS} ms, p99 first token <= ${MAX_FIRST_TOKEN_MS} ms`;
  return [
    `  ${name} holds ${most} streams of 50 tokens/s (${bounds}),` +
      ` goal ${GOAL.streams}: ${verdict(most >= GOAL.streams)}`,
    `  memory with up to ${GOAL.streams} streams: ${memory.toFixed(0)} MB, goal under ${GOAL.memoryMb}:` +
      ` ${verdict(memory < GOAL.memoryMb)}`,
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
