import type { Closed } from "../metering/call";
import { one } from "../one";
import type { LogState } from "./log";
import type { OpenBlocks } from "./parts";

/** A response while it is being made, in the process that makes it. */
export type Generation = LogState & {
  userId: string;
  model: string;
  /** Stop: cuts the provider; what was written is kept. */
  abort: AbortController;
  open: OpenBlocks;
  /** All text and reasoning so far, of which `rows` is what readers were shown. */
  text: string;
  reasoning: string;
  /** How it ended, once that is written. */
  closed: Closed | null;
  /** Resolves when the close is written, or could not be. */
  ended: Promise<void>;
  end: () => void;
};

const generations = () => one("generations", () => new Map<string, Generation>());

export function newGeneration(
  of: Pick<Generation, "conversationId" | "responseId" | "userId" | "model">,
): Generation {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const log = { rows: [], pending: [], begun: false };
  const state = {
    abort: new AbortController(),
    open: new Map(),
    text: "",
    reasoning: "",
    closed: null,
  };
  return { ...of, ...log, ...state, ended, end };
}

export function goLive(generation: Generation): void {
  generations().set(generation.responseId, generation);
}

export function leaveLive(generation: Generation): void {
  generations().delete(generation.responseId);
}

export function liveGeneration(responseId: string): Generation | undefined {
  return generations().get(responseId);
}

/** What is being made in a conversation, oldest first. */
export function liveOf(conversationId: string): Generation[] {
  return [...generations().values()].filter((g) => g.conversationId === conversationId);
}

export function liveCount(userId: string): number {
  let count = 0;
  for (const generation of generations().values()) if (generation.userId === userId) count += 1;
  return count;
}

export function allLive(): Generation[] {
  return [...generations().values()];
}
