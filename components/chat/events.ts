import { createParser } from "eventsource-parser";
import type { Part } from "@/lib/generations/parts";

export type StreamEvent = { id: string | null; part: Part };

/** A stream that is silent for longer than three of the server's heartbeats is dead. */
const silenceMsMax = 45_000;

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
  const stop = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", stop, { once: true });
  try {
    while (!ended) {
      const next = await withinSilence(reader.read());
      if (!next || next.done) break;
      parser.feed(decoder.decode(next.value, { stream: true }));
    }
  } catch (error) {
    console.warn("The stream broke off.", error);
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
  return ended ? "ended" : "broken";
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
