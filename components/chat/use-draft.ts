import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { attemptFor, type Draft, keepDraft, readDraft, type Sending } from "./draft";

const keepAfterMs = 300;

/**
 * The text of a composer and where it is kept. The textarea itself holds the text, so that what
 * was typed before this script came is not lost.
 */
export function useDraft(
  area: RefObject<HTMLTextAreaElement | null>,
  conversationId: string | null,
): {
  text: string;
  typed: () => void;
  setText: (text: string) => void;
  /** The key to send with, kept with the draft before anything is sent. */
  keyFor: (sending: Sending) => string;
  clear: () => void;
} {
  const [text, show] = useState("");
  const draft = useRef<Draft>({ text: "" });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const keep = useCallback(
    (next: Draft) => {
      draft.current = next;
      clearTimeout(timer.current);
      keepDraft(localStorage, conversationId, next);
    },
    [conversationId],
  );
  const typed = useCallback(() => {
    const value = area.current?.value ?? "";
    show(value);
    draft.current = { ...draft.current, text: value };
    clearTimeout(timer.current);
    timer.current = setTimeout(() => keep(draft.current), keepAfterMs);
  }, [area, keep]);
  const setText = useCallback(
    (value: string) => {
      if (area.current) area.current.value = value;
      show(value);
      keep({ ...draft.current, text: value });
    },
    [area, keep],
  );

  useEffect(() => {
    const kept = readDraft(localStorage, conversationId);
    const value = area.current?.value || kept.text;
    draft.current = { ...kept, text: value };
    if (area.current) area.current.value = value;
    show(value);
    const flush = () => keep(draft.current);
    addEventListener("pagehide", flush);
    return () => {
      removeEventListener("pagehide", flush);
      if (timer.current !== undefined) flush();
    };
  }, [area, conversationId, keep]);

  return {
    text,
    typed,
    setText,
    keyFor: (sending) => {
      const attempt = attemptFor(draft.current, sending);
      keep({ text: draft.current.text, attempt });
      return attempt.key;
    },
    clear: () => {
      if (area.current) area.current.value = "";
      show("");
      keep({ text: "" });
    },
  };
}
