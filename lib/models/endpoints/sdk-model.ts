import {
  APICallError,
  type JSONArray,
  type LanguageModelV3,
  type LanguageModelV3CallOptions,
  type LanguageModelV3FinishReason,
  type LanguageModelV3StreamPart,
} from "@ai-sdk/provider";
import { ProviderError } from "../provider-error";
import { addPacket, clean, isObject, isTooDeep, type Json } from "./chat-chunk";
import { usageOfPackets } from "./event-stream";
import { errorOf, providerWords } from "./provider-words";
import { SdkFetch, type SdkPlace } from "./sdk-fetch";
import { understood, type WholeDialect, wholeParts, withPackets } from "./sdk-whole";

type Part = LanguageModelV3StreamPart;

/** How long a reply may take to end after its answer (ms). */
const tailMs = 1000;

/** What is particular to a provider whose SDK we use. */
export type SdkDialect = WholeDialect & {
  provider: string;
  make: (upstreamId: string, place: SdkPlace, fetch: SdkFetch["fetch"]) => LanguageModelV3;
  /** Our options as the SDK takes them; never with a higher output limit. */
  prepare: (options: LanguageModelV3CallOptions) => LanguageModelV3CallOptions;
  /** The output limit in a request's body. */
  limitIn: (body: unknown) => unknown;
  /** An end in an event that lacks only its usage, at which the SDK stumbles. */
  endIn?: (event: Json) => LanguageModelV3FinishReason | null;
  /** An event that lacks only its usage, and that the SDK can do without. */
  isForgiven?: (event: Json) => boolean;
};

/**
 * A model behind a provider's own SDK, with the ends that the rules of money rely on: throws and
 * emits ProviderErrors, hands each usage on as a `raw` part `{usage}`, and has all of them in
 * `finish.usage.raw.packets`. Nothing is tried twice here.
 */
export function sdkModel(
  dialect: SdkDialect,
  upstreamId: string,
  place: SdkPlace,
): LanguageModelV3 {
  const begin = (options: LanguageModelV3CallOptions) => {
    const { maxOutputTokens: most } = options;
    const wire = new SdkFetch(place, { most, in: dialect.limitIn });
    return { wire, model: dialect.make(upstreamId, place, wire.fetch) };
  };
  return {
    specificationVersion: "v3",
    provider: dialect.provider,
    modelId: upstreamId,
    supportedUrls: {},
    async doGenerate(options) {
      const { wire, model } = begin(options);
      try {
        return withPackets(dialect, await model.doGenerate(dialect.prepare(options)));
      } catch (error) {
        wire.cancel();
        return understood(dialect, wire.whole, failure(error, options, "broken"));
      }
    },
    async doStream(options) {
      const { wire, model } = begin(options);
      const prepared = { ...dialect.prepare(options), includeRawChunks: true };
      try {
        const { stream } = await model.doStream(prepared);
        if (wire.whole !== null) return { stream: wholeParts(dialect, wire.whole) };
        return { stream: partsOf(new Reading(dialect, options), stream, wire) };
      } catch (error) {
        wire.cancel();
        throw failure(error, options, "status");
      }
    },
  };
}

/** Makes our parts out of an SDK's, until the first that ends the answer. */
class Reading {
  over = false;
  isWhole = false;
  private readonly packets: unknown[] = [];
  private unread: unknown;
  private event: Json = {};
  private end: LanguageModelV3FinishReason | null = null;
  private came = false;
  private named = false;

  constructor(
    private readonly dialect: SdkDialect,
    readonly options: LanguageModelV3CallOptions,
  ) {}

  take(part: Part): Part[] {
    switch (part.type) {
      case "raw":
        return this.raw(part.rawValue);
      case "error":
        return this.isForgiven(part.error) ? [] : this.fail(part.error);
      case "finish":
        return this.finish(part);
      case "text-delta":
      case "reasoning-delta":
        this.came = true;
        return [{ ...part, delta: clean(part.delta) }];
      case "tool-input-start":
      case "tool-call":
        this.came = true;
        return [part];
      default:
        return [part];
    }
  }

  /** An SDK hands its events on before what it makes of them, so a usage waits for the next one. */
  private raw(value: unknown): Part[] {
    const before = this.usage();
    if (!isObject(value) || isTooDeep(value)) return before;
    this.event = value;
    this.unread = this.dialect.usageIn(value);
    this.end = this.dialect.endIn?.(value) ?? this.end;
    const modelId = this.named ? undefined : this.dialect.modelIn?.(value);
    if (typeof modelId !== "string") return before;
    this.named = true;
    return [...before, { type: "response-metadata", modelId }];
  }

  private usage(): Part[] {
    const usage = this.unread;
    this.unread = undefined;
    if (usage === undefined || usage === null) return [];
    addPacket(this.packets, usage);
    return [{ type: "raw", rawValue: { usage } }];
  }

  private isForgiven(error: unknown): boolean {
    return !isErrorEvent(error) && this.dialect.isForgiven?.(this.event) === true;
  }

  private finish(part: Extract<Part, { type: "finish" }>): Part[] {
    const finishReason = part.finishReason.raw === undefined ? this.end : null;
    const raw = { packets: this.packets as JSONArray };
    const before = this.usage();
    this.over = true;
    this.isWhole = true;
    return [
      ...before,
      { ...part, ...(finishReason && { finishReason }), usage: { ...part.usage, raw } },
    ];
  }

  /** At the end of the stream, however that came: an answer that said how it ended is whole. */
  ended(): Part[] | null {
    if (this.end === null) return null;
    const usage = this.usage();
    this.over = true;
    return [
      ...usage,
      { type: "finish", finishReason: this.end, usage: usageOfPackets(this.packets) },
    ];
  }

  /** What ended the answer: nothing of the SDK's comes after it. */
  fail(error: unknown): Part[] {
    const before = this.usage();
    this.over = true;
    const kind = this.came ? "broken" : "status";
    return [...before, { type: "error", error: failure(error, this.options, kind) }];
  }
}

/** Whether the provider said an error, and not the SDK of what the provider said. */
function isErrorEvent(error: unknown): boolean {
  return !(error instanceof Error) || APICallError.isInstance(error);
}

type SdkStream = ReadableStream<Part>;

function partsOf(reading: Reading, source: SdkStream, wire: SdkFetch): SdkStream {
  const reader = source.getReader();
  return new ReadableStream<Part>(
    {
      async pull(controller) {
        while (!reading.over) {
          const parts = await nextParts(reading, reader);
          if (parts === null) break;
          for (const part of parts) controller.enqueue(part);
          if (parts.length > 0 && !reading.over) return;
        }
        controller.close();
        if (reading.isWhole) drain(reader, wire);
        else letGo(reader, wire);
      },
      cancel() {
        letGo(reader, wire);
      },
    },
    { highWaterMark: 0 },
  );
}

type Reader = ReadableStreamDefaultReader<Part>;

function letGo(reader: Reader, wire: SdkFetch): void {
  wire.cancel();
  reader.cancel().catch(() => undefined);
}

/** After a whole answer the reply ends by itself, and its connection can be used again. */
function drain(reader: Reader, wire: SdkFetch): void {
  const timer = setTimeout(() => letGo(reader, wire), tailMs);
  const rest = (): Promise<void> => reader.read().then(({ done }) => (done ? undefined : rest()));
  rest()
    .catch(() => undefined)
    .finally(() => clearTimeout(timer));
}

/** Null at the end. */
async function nextParts(reading: Reading, reader: Reader): Promise<Part[] | null> {
  try {
    const { done, value } = await reader.read();
    return done ? reading.ended() : reading.take(value);
  } catch (error) {
    return reading.ended() ?? reading.fail(new Broken(error));
  }
}

/** The stream itself failed: whatever came before, the request was answered. */
class Broken extends Error {
  constructor(cause: unknown) {
    super("The stream broke.", { cause });
  }
}

/** An SDK's error as ours; `kind` where the provider said it in place of its answer. */
function failure(
  error: unknown,
  { abortSignal }: LanguageModelV3CallOptions,
  kind: "status" | "broken",
): unknown {
  if (abortSignal?.aborted) return abortSignal.reason;
  const ours = causeOf(error);
  if (ours) return ours;
  if (APICallError.isInstance(error) && (error.statusCode ?? 0) >= 400) {
    const { statusCode: status } = error;
    const words = providerWords(error.message, null);
    return new ProviderError(kind, `The provider sent an error: ${words}`, { status });
  }
  if (!(error instanceof Error)) return errorOf(error, kind);
  return new ProviderError("broken", "The provider sent what makes no sense.", { cause: error });
}

function causeOf(error: unknown): ProviderError | null {
  if (error instanceof ProviderError) return error;
  return error instanceof Error && error.cause !== undefined ? causeOf(error.cause) : null;
}
