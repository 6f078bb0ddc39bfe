/** Random numbers that a seed says all of: the same seed, the same run (splitmix32). */
export type Random = {
  /** An integer from `least` to `most`, both of them too. */
  int: (least: number, most: number) => number;
  chance: (share: number) => boolean;
  pick: <T>(from: readonly T[]) => T;
};

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  const int = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    int,
    chance: (share) => next() < share,
    pick: (from) => {
      const at = int(0, from.length - 1);
      if (at >= from.length) throw new RangeError("There is nothing to pick from.");
      return from[at] as (typeof from)[number];
    },
  };
}
