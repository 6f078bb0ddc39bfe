import type { Credits, Rate } from "../money";

/** What is left, in tokens of a model; null: as many as one likes, because they cost nothing. */
export type Tokens = {
  /** Public id. */
  model: string;
  name: string;
  /** When all of it goes into answers. */
  outputTokens: number | null;
  /** When all of it goes into prompts. */
  inputTokens: number | null;
};

/** Tokens that `credits` buy at `rate`, rounded down; null when they cost nothing. */
export function tokensFor(credits: Credits, rate: Rate): number | null {
  if (rate === 0) return null;
  const tokens = (BigInt(Math.max(0, credits)) * 1000n) / BigInt(rate);
  const most = BigInt(Number.MAX_SAFE_INTEGER);
  return Number(tokens < most ? tokens : most);
}
