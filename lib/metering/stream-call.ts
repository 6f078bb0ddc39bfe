import type {
  LanguageModelV3FinishReason,
  LanguageModelV3StreamPart,
  LanguageModelV3StreamResult,
  LanguageModelV3Usage,
  SharedV3ProviderMetadata,
} from "@ai-sdk/provider";
import { inputTokens } from "../pricing/cost";
import type { Counts } from "../pricing/price";
import type { Closed, FinishReason } from "./call";
import { errorOf } from "./failure";
import type { RunningCall } from "./running-call";

type Part = LanguageModelV3StreamPart;

/** How long the provider's stream has to close itself after its end. */
const tailMs = 1000;

/**
 * Streams a call. One part of the provider's is read for each that the reader asks for, so when
 * the end is reached the reader has taken all before it: then the call is closed, then `finish`
 * follows. A call that brings no stream throws, closed as well.
 */
export async function streamCall(
  call: RunningCall,
  send: () => PromiseLike<LanguageModelV3StreamResult>,
): Promise<LanguageModelV3StreamResult> {
  const result = await call.request(send, (late) => {
    late.stream.cancel().catch(() => undefined);
  });
  if (!result) throw await call.thrown();
  return { ...result, stream: streamPosted(call, result.stream) };
}

/** The metered stream of a provider's. */
export function streamPosted(
  call: RunningCall,
  provided: ReadableStream<Part>,
): ReadableStream<Part> {
  const reader = provided.getReader();
  call.onCut(() => release(reader));
  let cancelled = false;
  return new ReadableStream<Part>(
    {
      async pull(controller) {
        const part = await nextPart(call, reader);
        const parts = part ? [part] : await lastParts(call);
        if (cancelled) return;
        for (const each of parts) controller.enqueue(each);
        if (!part) controller.close();
      },
      async cancel() {
        cancelled = true;
        call.cut("stopped");
        await call.end();
      },
    },
    { highWaterMark: 0 },
  );
}

type Reader = ReadableStreamDefaultReader<Part>;

/** The next part for the reader; null at the end, however that came. */
async function nextPart(call: RunningCall, reader: Reader): Promise<Part | null> {
  while (!call.isOver) {
    call.wait();
    const part = await readPart(call, reader);
    if (!part || call.isOver) break;
    const shown = call.take(part);
    if (shown === true || (shown !== false && (await shown))) return part;
  }
  if (call.observed.finish) drainTail(reader);
  else release(reader);
  return null;
}

async function readPart(call: RunningCall, reader: Reader): Promise<Part | null> {
  try {
    const { done, value } = await reader.read();
    if (!done) return value;
    call.endedEarly();
  } catch (error) {
    call.broke(error);
  }
  return null;
}

/** Lets go of a stream that is of no use any more. */
function release(reader: Reader): void {
  reader.cancel().catch(() => undefined);
}

/** After its end a stream closes by itself, and its connection may be used again. */
function drainTail(reader: Reader): void {
  const timer = setTimeout(() => release(reader), tailMs);
  const drain = (): Promise<void> => reader.read().then(({ done }) => (done ? undefined : drain()));
  drain()
    .catch(() => undefined)
    .finally(() => clearTimeout(timer));
}

async function lastParts(call: RunningCall): Promise<Part[]> {
  const closed = await call.end();
  const finish: Part = {
    type: "finish",
    usage: usageOf(closed?.counts ?? null),
    finishReason: unifiedReason(closed?.finishReason ?? "error", call.observed.finish),
    providerMetadata: metadataOf(call, closed),
  };
  if (closed && !closed.error) return [finish];
  return [{ type: "error", error: errorOf(closed) }, finish];
}

/** The provider's metadata, and the close under `purser`. */
export function metadataOf(call: RunningCall, closed: Closed | null): SharedV3ProviderMetadata {
  return { ...call.observed.providerMetadata, ...(closed && { purser: { ...closed } }) };
}

/** Our counts in the shape of the AI SDK. */
export function usageOf(counts: Counts | null): LanguageModelV3Usage {
  if (!counts) {
    return {
      inputTokens: {
        total: undefined,
        noCache: undefined,
        cacheRead: undefined,
        cacheWrite: undefined,
      },
      outputTokens: { total: undefined, text: undefined, reasoning: undefined },
    };
  }
  const { uncachedInput, cachedInput, cacheWrite, output, reasoning } = counts;
  return {
    inputTokens: {
      total: inputTokens(counts),
      noCache: uncachedInput,
      cacheRead: cachedInput,
      cacheWrite,
    },
    outputTokens: { total: output, text: output - reasoning, reasoning },
  };
}

const unified = {
  stop: "stop",
  length: "length",
  tool_calls: "tool-calls",
  content_filter: "content-filter",
  error: "error",
  stopped: "other",
} as const satisfies Record<FinishReason, LanguageModelV3FinishReason["unified"]>;

/** Our finish reason as the AI SDK's, with the provider's own word where it gave one. */
export function unifiedReason(
  reason: FinishReason,
  given: LanguageModelV3FinishReason | null,
): LanguageModelV3FinishReason {
  return { unified: unified[reason], raw: given?.raw ?? reason };
}
