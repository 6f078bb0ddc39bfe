import type { Rate } from "../money";

/** Integer micro-USD per million tokens. An absent cached or cache-write rate is `input`'s. */
export type Rates = {
  input: Rate;
  output: Rate;
  cachedInput?: Rate;
  cacheWrite?: Rate;
};

/** A model's price from a date on. The dearest tier whose bound the input exceeds applies whole. */
export type Price = Rates & {
  /** Ascending by `aboveInputTokens`; a tier applies strictly above its bound. */
  tiers: (Rates & { aboveInputTokens: number })[];
  /** Where it comes from, in words for a receipt: "catalogue", "configuration", "admin", ... */
  source: string;
};

/** Disjoint token counts of one call. `reasoning` is a part of `output`, kept as a detail. */
export type Counts = {
  uncachedInput: number;
  cachedInput: number;
  cacheWrite: number;
  output: number;
  reasoning: number;
};
