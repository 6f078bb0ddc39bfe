import { createParser } from "eventsource-parser";
import type { Part } from "@/lib/generations/parts";

export type StreamEvent = { id: string | null; part: Part };

/** A stream that is silent for longer than three of the server's heartbeats is dead. */
const silenceMsMax = 45_000;
/** On coming back to a page, one missed heartbeat is enough: it may have slept. */
const sleptMs = 17_000;

/**
 * Reads a stream of ours to its end. `ended`: the server said so. `broken`: it went silent or the
 * connection was lost; one goes on after the last event.
 */
export async function readEvents(
  body: ReadableStream<Uint8Array>,
  { onEvent, signal }: { onEvent: (event: StreamEvent) => void; signal: AbortSignal },
): Promise<"ended" | "broken"> {
  let ended = false;
  const parser = createParser({
    onEvent: ({ id, data }) => {
      if (data === "[DONE]") ended = true;
      else onEvent({ id: id ?? null, part: JSON.parse(data) as Part });
    },
  });
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let heardAt = performance.now();
  const stop = () => void reader.cancel().catch(() => undefined);
  const seen = () => {
    if (document.visibilityState === "visible" && performance.now() - heardAt > sleptMs) stop();
  };
  const unlisten = whenLost({ stop, seen, signal });
  try {
    while (!ended) {
      const next = await withinSilence(reader.read());
      if (!next || next.done) break;
      heardAt = performance.now();
      parser.feed(decoder.decode(next.value, { stream: true }));
    }
  } catch (error) {
    console.warn("The stream broke off.", error);
  } finally {
    unlisten();
    stop();
  }
  return ended ? "ended" : "broken";
}

/** A line that is lost may not say so for minutes: the browser often knows before it. */
function whenLost({
  stop,
  seen,
  signal,
}: {
  stop: () => void;
  seen: () => void;
  signal: AbortSignal;
}): () => void {
  signal.addEventListener("abort", stop, { once: true });
  addEventListener("offline", stop);
  document.addEventListener("visibilitychange", seen);
  return () => {
    signal.removeEventListener("abort", stop);
    removeEventListener("offline", stop);
    document.removeEventListener("visibilitychange", seen);
  };
}

/** What is read, or null when nothing came for too long. */
async function withinSilence<T>(reading: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), silenceMsMax);
  });
  try {
    return await Promise.race([reading, silence]);
  } finally {
    clearTimeout(timer);
  }
}
