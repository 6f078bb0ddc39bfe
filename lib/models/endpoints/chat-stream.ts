import type { LanguageModelV3FinishReason, LanguageModelV3StreamPart } from "@ai-sdk/provider";
import { ProviderError } from "../provider-error";
import {
  addPacket,
  clean,
  finishReasonOf,
  firstChoice,
  isObject,
  type Json,
  noSense,
  parseEvent,
  textOf,
  usageInChunk,
  usageOf,
} from "./chat-chunk";
import { PlainEvent } from "./plain-event";
import { errorOf } from "./provider-words";
import { ToolCalls } from "./tool-calls";

type Emit = (part: LanguageModelV3StreamPart) => void;
type Kind = "text" | "reasoning";

/**
 * Makes the parts of one answer out of the events of an OpenAI chat stream.
 *
 * Tokens are put together until `flush`, which the reader calls once for all that one TCP read
 * brought. What makes no sense throws a `broken` ProviderError; `end` says whether the answer is
 * whole: only an answer with a finish reason is.
 *
 * An event that comes twice or in the wrong place (fault row U15) is told by `sequence_number`
 * where a provider gives one: a repeated number is dropped, a gap is `broken`. Without it a repeat
 * looks like a word said twice; it is found at the end when the provider counts fewer tokens than
 * it sent events, by no more than it repeated itself. Then the answer is `broken`, not whole.
 * Repeats of several tokens in one event, and tokens that changed places, cannot be told.
 */
export class ChatStream {
  private readonly emit: Emit;
  private readonly tools = new ToolCalls();
  private readonly plain = new PlainEvent();
  private readonly packets: unknown[] = [];
  private unread: unknown[] = [];
  private buffer = "";
  private open: Kind | null = null;
  private blocks = 0;
  private finishReason: LanguageModelV3FinishReason | null = null;
  private named = false;
  private sequence: number | null = null;
  private lastData = "";
  private textEvents = 0;
  private pieces = 0;
  private repeats = 0;

  constructor(emit: Emit) {
    this.emit = emit;
  }

  /** Whether the provider has said that the answer is whole. */
  get finished(): boolean {
    return this.finishReason !== null;
  }

  /**
   * The data of one event, all but `[DONE]`. What it says, or null where it was said before; of
   * one that brings text only, all but the text may be what another said.
   */
  event(data: string): Json | null {
    const before = this.textEvents;
    const text = this.plain.textOf(data);
    if (text !== null) this.text("text", text);
    const chunk = text === null ? this.parsed(data) : this.plain.chunk;
    if (this.textEvents > before) {
      if (data === this.lastData) this.repeats++;
      this.lastData = data;
    }
    return chunk;
  }

  private parsed(data: string): Json | null {
    const chunk = parseEvent(data);
    if (this.isRepeat(chunk.sequence_number)) return null;
    if (chunk.error !== undefined && chunk.error !== null) throw this.failure(chunk);
    if (!this.named) this.name(chunk);
    const choice = firstChoice(chunk);
    if (choice) this.choice(choice);
    const usage = usageInChunk(chunk, choice);
    if (usage !== undefined && usage !== null) this.unread.push(usage);
    else if (choice && typeof chunk.sequence_number !== "number") {
      const text = onlyText(choice);
      if (text !== null) this.plain.learn(data, chunk, text);
    }
    return chunk;
  }

  /** Hands over what has come: all text of one read as one part, then its usage packets. */
  flush(): void {
    this.flushText(false);
    if (this.unread.length === 0) return;
    for (const usage of this.unread) {
      addPacket(this.packets, usage);
      this.emit({ type: "raw", rawValue: { usage } });
    }
    this.unread = [];
  }

  /** The stream is over: a `finish` part, or an `error` part with why it is not whole. */
  end(why: ProviderError): void {
    this.flush();
    this.close();
    const { finishReason } = this;
    if (!finishReason || this.wasDoubled()) {
      this.emit({ type: "error", error: finishReason ? saidTwice() : why });
      return;
    }
    this.tools.end(this.emit);
    this.emit({ type: "finish", finishReason, usage: usageOf(this.packets) });
  }

  /** The stream made no sense or was stopped: what came, then the error. */
  fail(error: unknown): void {
    this.flush();
    this.close();
    this.emit({ type: "error", error });
  }

  private failure(chunk: Json): ProviderError {
    const nothingCame = this.textEvents === 0 && !this.tools.any && !this.hasUsage();
    return errorOf(chunk.error, nothingCame ? "status" : "broken");
  }

  private hasUsage(): boolean {
    return this.packets.length > 0 || this.unread.length > 0;
  }

  private isRepeat(sequence: unknown): boolean {
    if (typeof sequence !== "number") return false;
    if (this.sequence !== null && sequence <= this.sequence) return true;
    if (this.sequence !== null && sequence !== this.sequence + 1) {
      throw noSense("its events out of order");
    }
    this.sequence = sequence;
    return false;
  }

  private name({ id, model }: Json): void {
    if (typeof model !== "string" || model === "") return;
    this.named = true;
    const response = typeof id === "string" ? { id, modelId: model } : { modelId: model };
    this.emit({ type: "response-metadata", ...response });
  }

  private choice(choice: Json): void {
    if (isObject(choice.delta)) this.delta(choice.delta);
    const reason = choice.finish_reason;
    if (typeof reason === "string" && reason !== "" && !this.finishReason) {
      this.finishReason = finishReasonOf(reason);
    }
  }

  private delta(delta: Json): void {
    const reasoning = delta.reasoning_content ?? delta.reasoning;
    if (typeof reasoning === "string") this.text("reasoning", reasoning);
    this.text("text", textOf(delta.content));
    if (delta.refusal) this.text("text", textOf(delta.refusal));
    if (delta.tool_calls) this.toolCalls(delta.tool_calls);
  }

  private toolCalls(deltas: unknown): void {
    this.refuseAfterFinish();
    this.flushText(true);
    this.close();
    this.tools.add(deltas, this.emit);
  }

  private text(kind: Kind, text: string): void {
    if (text === "") return;
    this.refuseAfterFinish();
    this.textEvents++;
    if (this.open !== kind) {
      this.flushText(true);
      this.close();
      this.open = kind;
      this.emit({ type: `${kind}-start`, id: String(this.blocks) });
    }
    this.buffer += text;
    this.pieces++;
  }

  private refuseAfterFinish(): void {
    if (this.finishReason) throw noSense("more of its answer after the end of it");
  }

  /** Half a character waits for its other half, unless this is the `last` of its block. */
  private flushText(last: boolean): void {
    const { buffer, open } = this;
    if (buffer === "" || !open) return;
    const held = last || !endsInHalf(buffer) ? "" : buffer.slice(-1);
    const delta = clean(held ? buffer.slice(0, -1) : buffer);
    this.buffer = held;
    if (!delta) return;
    // The meter is told how many pieces are in one: each is a token at least.
    const providerMetadata = this.pieces > 1 ? { purser: { pieces: this.pieces } } : undefined;
    this.pieces = 0;
    this.emit({
      type: `${open}-delta`,
      id: String(this.blocks),
      delta,
      ...(providerMetadata && { providerMetadata }),
    });
  }

  private close(): void {
    this.flushText(true);
    if (!this.open) return;
    this.emit({ type: `${this.open}-end`, id: String(this.blocks) });
    this.blocks++;
    this.open = null;
  }

  private wasDoubled(): boolean {
    const tokens = usageOf(this.packets).outputTokens.total;
    if (tokens === undefined || tokens === 0 || this.repeats === 0) return false;
    return this.textEvents > tokens && this.textEvents - this.repeats <= tokens;
  }
}

/** The text of a choice that brings nothing else; null where there is none, or more. */
function onlyText({ delta, finish_reason }: Json): string | null {
  if (!isObject(delta) || (typeof finish_reason === "string" && finish_reason !== "")) return null;
  const { content, reasoning_content, reasoning, refusal, tool_calls } = delta;
  if (refusal || tool_calls || typeof (reasoning_content ?? reasoning) === "string") return null;
  return typeof content === "string" && content !== "" ? content : null;
}

function saidTwice(): ProviderError {
  return new ProviderError("broken", "The provider sent parts of its answer twice.");
}

function endsInHalf(text: string): boolean {
  const code = text.charCodeAt(text.length - 1);
  return code >= 0xd800 && code <= 0xdbff;
}
