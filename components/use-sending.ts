"use client";

import { useRef, useState } from "react";
import { type Answer, type Attempt, attemptOf, request } from "./request";

type Sent = { method?: "POST" | "PATCH"; body: unknown };

/**
 * Sends one thing at a time, and what a retry sends again under the same key. `answer` is the last
 * one, `refused` why it was none to go on with; `send` gives null while something is on its way.
 */
export function useSending<T = unknown>() {
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<T> | null>(null);
  const attempt = useRef<Attempt | null>(null);
  const send = async (path: string, { method = "POST", body }: Sent) => {
    if (busy) return null;
    setBusy(true);
    attempt.current = attemptOf(attempt.current, body);
    const { key } = attempt.current;
    const sent = await request<T>(path, { method, body, ...(method === "POST" && { key }) });
    setBusy(false);
    setAnswer(sent);
    return sent;
  };
  return { busy, answer, refused: answer && !answer.ok ? answer.detail : null, send };
}
