import { setTimeout as sleep } from "node:timers/promises";
import { median } from "./numbers";
import { cpuSeconds, memory } from "./proc";
import type { Setting, Side } from "./setting";
import { callsOver, untilStill } from "./upstream";

export interface SideCalls {
  name: Side["name"];
  perSecond: number;
  /** Of the pass-through's calls per second, round by round. */
  share: number;
  cpuPerThousand: number;
  rssMb: number;
  peakMb: number;
  calls: number;
  failed: number;
  firstFailure: string | null;
  /** Calls that should have come upstream and did not in time: titles, mostly. */
  missing: number;
}

interface Round {
  perSecond: number;
  cpuPerThousand: number;
  calls: number;
  failed: number;
  firstFailure: string | null;
  missing: number;
}

const AT_ONCE = 16;
const PROMPT = "In two sentences, what is a purser, and what would one do on a small ship?";
const TITLES_MS = 15_000;
/** After upstream's last byte a server still settles; that work is counted too. */
const SETTLE_MS = 300;

/** Calls per second at 16 at once, in rounds that go around the sides so that drift cancels. */
export async function measureCalls(setting: Setting, quick: boolean): Promise<SideCalls[]> {
  const rounds = quick ? 3 : 6;
  const seconds = quick ? 1 : 2.5;
  const all = new Map<Side, Round[]>(setting.sides.map((side) => [side, []]));
  for (const side of setting.sides) await measureRound(setting, side, seconds);
  for (let round = 0; round < rounds; round++) {
    for (const side of setting.sides) {
      all.get(side)?.push(await measureRound(setting, side, seconds));
    }
  }
  const reference = [...all].find(([side]) => side.name === "pass-through")?.[1] ?? [];
  return [...all].map(([side, measured]) => summary(side, measured, reference));
}

async function measureRound(setting: Setting, side: Side, seconds: number): Promise<Round> {
  const { load, upstream } = setting;
  await untilStill(upstream);
  const before = callsOver(await upstream.totals());
  const cpu = cpuSeconds(side.pid);
  const start = performance.now();
  const target = side.target(PROMPT);
  const result = await load.run({ kind: "calls", target, atOnce: AT_ONCE, seconds });
  const expected = before + result.calls * side.callsUpstream;
  await upstream.over(expected, TITLES_MS);
  const missing = Math.max(0, expected - callsOver(await upstream.totals()));
  // A side that does more than it was asked is done only when upstream has seen all of it.
  const alone = side.callsUpstream === 1 || missing > 0;
  const took = alone ? result.seconds : (performance.now() - start) / 1000;
  await sleep(SETTLE_MS);
  return {
    perSecond: result.calls / took,
    cpuPerThousand: ((cpuSeconds(side.pid) - cpu) / result.calls) * 1000,
    calls: result.calls,
    failed: result.failed,
    firstFailure: result.firstFailure,
    missing,
  };
}

function summary(side: Side, rounds: Round[], reference: Round[]): SideCalls {
  const sum = (of: (round: Round) => number) => rounds.reduce((all, r) => all + of(r), 0);
  const shares = rounds.map((r, i) => r.perSecond / (reference[i]?.perSecond ?? Number.NaN));
  return {
    name: side.name,
    perSecond: median(rounds.map((round) => round.perSecond)),
    share: median(shares),
    cpuPerThousand: median(rounds.map((round) => round.cpuPerThousand)),
    ...memory(side.pid),
    calls: sum((round) => round.calls),
    failed: sum((round) => round.failed),
    firstFailure: rounds.find((round) => round.firstFailure)?.firstFailure ?? null,
    missing: sum((round) => round.missing),
  };
}
