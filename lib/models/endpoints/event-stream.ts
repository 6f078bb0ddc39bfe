import type {
  JSONArray,
  LanguageModelV3FinishReason,
  LanguageModelV3StreamPart,
  LanguageModelV3Usage,
} from "@ai-sdk/provider";
import { ProviderError, type ProviderFailure } from "../provider-error";
import { addPacket, clean, type Json, noSense, parseEvent } from "./chat-chunk";
import { errorOf } from "./provider-words";

type Emit = (part: LanguageModelV3StreamPart) => void;

/** A stream of one answer, in whatever dialect, as the meter reads it along. */
export type EventReader = {
  /**
   * The data of one event: true passes it on, a text goes in its place, false keeps it back.
   * Throws where it makes no sense.
   */
  event: (data: string) => boolean | string;
  /** Nothing more of the answer comes. */
  readonly over: boolean;
  /** All that one read of the connection brought was told. */
  flush: () => void;
  /** The bytes have ended: a `finish` part, or an `error` part with why it is not whole. */
  end: (why: ProviderError) => void;
  /** The bytes have ended with an event that makes no sense. */
  cutShort: (error: unknown) => void;
  /** The stream made no sense, or was stopped. */
  fail: (error: unknown) => void;
};

export function usageOfPackets(packets: unknown[]): LanguageModelV3Usage {
  return {
    inputTokens: {
      total: undefined,
      noCache: undefined,
      cacheRead: undefined,
      cacheWrite: undefined,
    },
    outputTokens: { total: undefined, text: undefined, reasoning: undefined },
    raw: { packets: packets as JSONArray },
  };
}

/**
 * What the readers of typed events share. An event that comes twice looks like a word said twice;
 * it is found at the end when the provider counts fewer tokens than it sent events, by no more
 * than it repeated itself. Then the answer is `broken`, not whole.
 */
export abstract class EventStream implements EventReader {
  protected finishReason: LanguageModelV3FinishReason | null = null;
  protected packets: unknown[] = [];
  /** What the provider counted of its own output. */
  protected outputTokens: number | null = null;
  over = false;
  private readonly emit: Emit;
  private came = false;
  private lastData = "";
  private textEvents = 0;
  private repeats = 0;

  constructor(emit: Emit) {
    this.emit = emit;
  }

  event(data: string): boolean {
    return this.read(parseEvent(data), data);
  }

  protected abstract read(event: Json, data: string): boolean;

  end(why: ProviderError): void {
    const { finishReason } = this;
    if (finishReason && !this.wasDoubled()) {
      this.emit({ type: "finish", finishReason, usage: usageOfPackets(this.packets) });
    } else this.emit({ type: "error", error: finishReason ? saidTwice() : why });
  }

  /** Nothing waits here: each event was handed over as it came. */
  flush(): void {
    return;
  }

  /** An answer that has said how it ended is whole, whatever stands after that. */
  cutShort(error: unknown): void {
    if (error instanceof ProviderError) this.end(error);
    else this.fail(error);
  }

  fail(error: unknown): void {
    this.emit({ type: "error", error });
  }

  protected text(type: "text-delta" | "reasoning-delta", delta: unknown, data: string): void {
    if (delta === undefined || delta === null || delta === "") return;
    if (typeof delta !== "string") throw noSense("an answer that is no text");
    this.output(data);
    this.emit({ type, id: "0", delta: clean(delta) });
  }

  protected toolStart(id: string, toolName: unknown): void {
    if (typeof toolName !== "string") throw noSense("a tool call without a name");
    this.came = true;
    this.emit({ type: "tool-input-start", id, toolName });
  }

  protected toolDelta(id: string, delta: unknown, data: string): void {
    if (typeof delta !== "string" || delta === "") return;
    this.output(data);
    this.emit({ type: "tool-input-delta", id, delta });
  }

  protected usage(usage: unknown): void {
    addPacket(this.packets, usage);
    this.emit({ type: "raw", rawValue: { usage } });
  }

  protected named({ id, model }: Json): void {
    if (typeof model !== "string") return;
    const response = typeof id === "string" ? { id, modelId: model } : { modelId: model };
    this.emit({ type: "response-metadata", ...response });
  }

  protected failure(error: unknown): ProviderError {
    const kind: ProviderFailure = this.came || this.outputTokens !== null ? "broken" : "status";
    return errorOf(error, kind);
  }

  private output(data: string): void {
    if (this.finishReason) throw noSense("more of its answer after the end of it");
    this.came = true;
    this.textEvents += 1;
    if (data === this.lastData) this.repeats += 1;
    this.lastData = data;
  }

  private wasDoubled(): boolean {
    const { outputTokens: tokens, repeats, textEvents } = this;
    if (!tokens || repeats === 0) return false;
    return textEvents > tokens && textEvents - repeats <= tokens;
  }
}

function saidTwice(): ProviderError {
  return new ProviderError("broken", "The provider sent parts of its answer twice.");
}
