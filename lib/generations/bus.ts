import { one } from "../one";
import type { Part } from "./parts";

/** A committed row of the generation log. */
export type Row = {
  id: number;
  responseId: string;
  parts: Part[];
  /** True for the row that ends its generation. */
  last: boolean;
};

export type Listener = {
  row: (row: Row) => void;
  /** A generation ended without a last row: its close could not be written. */
  broken: (responseId: string) => void;
};

const listeners = () => one("generation-listeners", () => new Map<string, Set<Listener>>());

/** Calls `listener` for every row of the conversation from now on; returns how to stop that. */
export function subscribe(conversationId: string, listener: Listener): () => void {
  const set = listeners().get(conversationId) ?? new Set();
  listeners().set(conversationId, set.add(listener));
  return () => {
    set.delete(listener);
    if (set.size === 0 && listeners().get(conversationId) === set) {
      listeners().delete(conversationId);
    }
  };
}

export function publish(conversationId: string, row: Row): void {
  for (const listener of [...(listeners().get(conversationId) ?? [])]) listener.row(row);
}

export function publishBroken(conversationId: string, responseId: string): void {
  for (const listener of [...(listeners().get(conversationId) ?? [])]) listener.broken(responseId);
}
