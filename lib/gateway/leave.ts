import type { OnDisconnect } from "../models/model";

/** What is drained rather than cut, because it ends soon (rule 9 of the rules of money). */
const tokensLeftMax = 512;
const secondsLeftMax = 10;
/** The first pieces come together, and say nothing of the pace. */
const secondsSeenMin = 1;

/** How far a streamed call is: the pieces that came, and when the first did. */
export type Progress = {
  pieces: number;
  firstAt: number | null;
  limit: number;
  /** What its endpoint says; left out: by the rule. */
  onDisconnect?: OnDisconnect;
};

/**
 * Whether a streamed call whose client went is cut. What has little left to come is read to its
 * end instead, so that the provider's own figures settle it. A call that answers whole is always
 * drained.
 */
export function isCut(progress: Progress, now = performance.now()): boolean {
  const { pieces, firstAt, limit, onDisconnect = "auto" } = progress;
  if (onDisconnect !== "auto") return onDisconnect === "cut";
  const left = limit - pieces;
  if (left <= tokensLeftMax) return false;
  const seconds = firstAt === null ? 0 : (now - firstAt) / 1000;
  if (seconds < secondsSeenMin) return true;
  return (left * seconds) / Math.max(1, pieces - 1) > secondsLeftMax;
}
