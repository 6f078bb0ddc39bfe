"use client";

import { type FormEvent, useState } from "react";
import type { Flash } from "@/lib/http/flash";
import { request } from "../request";

/** What a form of the entrance says went wrong: with it as a whole, and with its fields. */
export type Refusal = Pick<Flash, "detail" | "errors"> | null;

/**
 * Sends a form of the entrance and goes where the answer leads. Without a script the browser
 * sends the same form by itself, and the page comes back with the refusal.
 */
export function useEntrance(path: string, before: Refusal) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>(before);
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setRefusal(null);
    const fields = [...new FormData(event.currentTarget)].filter(([, value]) => value !== "");
    const body = Object.fromEntries(fields);
    const answer = await request<{ url: string }>(path, { method: "POST", body });
    if (answer.ok) {
      // A whole new page: nothing of the one before may be shown to whoever came in.
      window.location.assign(answer.data.url);
      return;
    }
    setBusy(false);
    setRefusal(answer);
  };
  const errorOf = (field: string) => refusal?.errors.find(({ path }) => path === field)?.message;
  return { busy, refusal, errorOf, send };
}
