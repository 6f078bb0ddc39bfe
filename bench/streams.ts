import type { StreamsResult } from "./load/jobs";
import { watchMemory } from "./proc";
import type { Setting, Side } from "./setting";
import { untilStill } from "./upstream";

export interface StreamsLevel extends StreamsResult {
  streams: number;
  expectedTokens: number;
  mostMb: number;
  held: boolean;
}

export const MAX_GAP_MS = 100;
export const MAX_FIRST_TOKEN_MS = 2000;
const RATE = 50;
const LEVELS = [60, 100, 150, 200, 300, 400, 500];
const QUICK_LEVELS = [60, 150, 400];

/** More and more streams at once, until one of the promises is broken twice. */
export async function measureStreams(
  setting: Setting,
  side: Side,
  quick: boolean,
  heard: (level: StreamsLevel) => void,
): Promise<StreamsLevel[]> {
  const seconds = quick ? 3 : 6;
  const levels: StreamsLevel[] = [];
  for (const streams of quick ? QUICK_LEVELS : LEVELS) {
    let level = await measureLevel(setting, side, streams, seconds);
    heard(level);
    if (!level.held) {
      // Others may work on this machine: one bad moment is not a verdict.
      level = await measureLevel(setting, side, streams, seconds);
      heard(level);
    }
    levels.push(level);
    if (!level.held) break;
  }
  return levels;
}

async function measureLevel(
  { load, upstream }: Setting,
  side: Side,
  streams: number,
  seconds: number,
): Promise<StreamsLevel> {
  await untilStill(upstream);
  const tokens = RATE * seconds;
  const script = { match: { stream: true }, tokens, rate: RATE };
  const target = side.target(`@upstream ${JSON.stringify(script)} A long answer, please.`);
  const stopWatching = watchMemory(side.pid);
  const result = await load.run({ kind: "streams", target, dialect: side.dialect, streams });
  const expectedTokens = tokens * streams;
  const held =
    result.failed === 0 &&
    result.tokens === expectedTokens &&
    result.gapP99 <= MAX_GAP_MS &&
    result.firstTokenP99 <= MAX_FIRST_TOKEN_MS;
  return { ...result, streams, expectedTokens, mostMb: stopWatching(), held };
}
