import type { PageCost } from "./first-page";
import type { LongAnswer } from "./long-answer";
import { table, verdict } from "./report";

const GOAL = { scriptKb: 350, paintMs: 2500, taskMs: 400 };

export function reportFirstPage(pages: PageCost[]): string {
  const head = ["empty cache", "script KB", "largest paint ms"];
  const rows = pages.map(({ name, scriptKb, paintMs }) => [
    name,
    scriptKb.toFixed(0),
    paintMs.toFixed(0),
  ]);
  const { scriptKb = 0, paintMs = 0 } = pages[0] ?? {};
  return [
    table([head, ...rows]),
    `  script of the first page: ${scriptKb.toFixed(0)} KB, goal ${GOAL.scriptKb} or less:` +
      ` ${verdict(scriptKb <= GOAL.scriptKb)}`,
    `  largest paint on a slow phone: ${paintMs.toFixed(0)} ms, goal under ${GOAL.paintMs}:` +
      ` ${verdict(paintMs < GOAL.paintMs)}`,
  ].join("\n");
}

export function reportLongAnswer(answer: LongAnswer): string {
  const { kb, seconds, equations, codeBlocks, tasks, tasksMs, longestMs, p99Ms } = answer;
  return [
    `  ${kb.toFixed(0)} KB in ${seconds.toFixed(0)} s, ${equations} equations, ${codeBlocks}` +
      ` code blocks, CPU 4 times slower: ${tasks} tasks over 50 ms, ${tasksMs.toFixed(0)} ms of them`,
    `  longest task: ${longestMs.toFixed(0)} ms (p99 ${p99Ms.toFixed(0)}), goal under ${GOAL.taskMs}:` +
      ` ${verdict(longestMs < GOAL.taskMs)}`,
  ].join("\n");
}
