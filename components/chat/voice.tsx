"use client";

import { useEffect, useRef, useState } from "react";
import { asWords, spokenTo } from "./spoken";
import type { Turn } from "./turn";

const announceEveryMs = 1500;

/**
 * What a screen reader hears of an answer that is being written: politely, sentence by sentence.
 * The answer itself is not live, or every few letters would be read out anew.
 */
export function Voice({ turn }: { turn: Turn | undefined }) {
  const [words, setWords] = useState("");
  const latest = useRef(turn);
  latest.current = turn;
  const spoken = useRef<{ id: string; to: number } | null>(null);
  const growing = turn?.status === "streaming";
  useEffect(() => {
    const speak = () => {
      const now = latest.current;
      if (!now) return;
      if (spoken.current?.id !== now.id) {
        // Only what is written while one is here is read out, not what was there before.
        spoken.current = { id: now.id, to: now.status === "streaming" ? 0 : now.text.length };
      }
      const { to } = spoken.current;
      const next = spokenTo(now.text, to, now.status === "streaming");
      if (next <= to) return;
      spoken.current.to = next;
      setWords(asWords(now.text.slice(to, next)));
    };
    speak();
    if (!growing) return;
    const timer = setInterval(speak, announceEveryMs);
    return () => clearInterval(timer);
  }, [growing]);
  return (
    <p aria-live="polite" className="sr-only">
      {words}
    </p>
  );
}
