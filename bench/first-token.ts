import { median } from "./numbers";
import type { Setting, Side } from "./setting";
import { callsOver } from "./upstream";

export interface SideFirstToken {
  name: Side["name"];
  ms: number;
  /** Over the pass-through: what the side adds. */
  addedMs: number;
}

/** Paced, so that the first token comes alone, as from a model. */
const PROMPT = '@upstream {"match":{"stream":true},"tokens":4,"rate":100} What is a purser?';
const TITLE_MS = 5000;

/** One client, one call at a time, the sides in turn. */
export async function measureFirstToken(setting: Setting, quick: boolean) {
  const times = quick ? 25 : 80;
  const warmUp = 5;
  const all = new Map<Side, number[]>(setting.sides.map((side) => [side, []]));
  for (let i = 0; i < times + warmUp; i++) {
    for (const side of setting.sides) {
      const ms = await once(setting, side);
      if (i >= warmUp) all.get(side)?.push(ms);
    }
  }
  const medians = [...all].map(([{ name }, values]) => ({ name, ms: median(values) }));
  const reference = medians.find(({ name }) => name === "pass-through")?.ms ?? Number.NaN;
  return medians.map((side): SideFirstToken => ({ ...side, addedMs: side.ms - reference }));
}

async function once({ load, upstream }: Setting, side: Side): Promise<number> {
  const before = callsOver(await upstream.totals());
  const target = side.target(PROMPT);
  const { ms } = await load.run({ kind: "first-token", target, sign: side.sign });
  // The title of this call is not to be in the way of the next.
  await upstream.over(before + side.callsUpstream, TITLE_MS);
  return ms;
}
