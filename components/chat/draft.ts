import { newKey } from "../request";

/** What is being written and not yet sent; kept in this browser, per conversation. */
export type Draft = {
  text: string;
  /** Set when it was sent and no answer came: sending the same again has the same key. */
  attempt?: { key: string; digest: string };
};

/** Where drafts are kept; `localStorage`, or a map in tests. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const keyOf = (conversationId: string | null) => `purser-draft:${conversationId ?? "new"}`;

export function readDraft(shelf: Shelf, conversationId: string | null): Draft {
  try {
    const draft = JSON.parse(shelf.getItem(keyOf(conversationId)) ?? "null") as Draft | null;
    return typeof draft?.text === "string" ? draft : { text: "" };
  } catch {
    // Not ours, or the browser keeps nothing: then there is no draft.
    return { text: "" };
  }
}

export function keepDraft(shelf: Shelf, conversationId: string | null, draft: Draft): void {
  try {
    if (draft.text) shelf.setItem(keyOf(conversationId), JSON.stringify(draft));
    else shelf.removeItem(keyOf(conversationId));
  } catch (error) {
    console.warn("The draft could not be kept in this browser.", error);
  }
}

export type Sending = {
  prompt: string;
  model: string;
  options: Record<string, unknown>;
  system?: string;
};

/**
 * The key to send with: that of the attempt before when it is the same message, so that a retry
 * after a lost reply is the same turn; a new one otherwise. It is kept before anything is sent.
 */
export function attemptFor(draft: Draft, sending: Sending): { key: string; digest: string } {
  const { prompt, model, options, system = null } = sending;
  const digest = JSON.stringify([prompt, model, options, system]);
  if (draft.attempt?.digest === digest) return draft.attempt;
  return { key: newKey(), digest };
}
