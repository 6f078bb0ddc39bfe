import { isObject, type Json, noSense } from "./chat-chunk";
import { EventStream } from "./event-stream";
import { endOf, isCall } from "./responses-reply";

/**
 * Reads the typed events of OpenAI's Responses. Its last event is kept back, so that it is told
 * when the call is settled. Events are numbered: one that comes twice is dropped, a gap is broken.
 */
export class ResponsesStream extends EventStream {
  /** The response as it was when it began. */
  head: Json = {};
  /** The last event, as it came; null where none did. */
  last: Json | null = null;
  /** The items that are whole. */
  readonly items: unknown[] = [];
  /** The number of the newest event. */
  sequence = -1;

  protected read(event: Json, data: string): boolean {
    if (this.isRepeat(event.sequence_number)) return false;
    const { type, response } = event;
    switch (type) {
      case "response.created":
        if (isObject(response)) {
          this.head = response;
          this.named(response);
        }
        return true;
      case "response.output_text.delta":
      case "response.refusal.delta":
        this.text("text-delta", event.delta, data);
        return true;
      case "response.reasoning_text.delta":
      case "response.reasoning_summary_text.delta":
        this.text("reasoning-delta", event.delta, data);
        return true;
      case "response.function_call_arguments.delta":
      case "response.custom_tool_call_input.delta":
        this.toolDelta(String(event.item_id), event.delta, data);
        return true;
      case "response.output_item.added":
        if (isCall(event.item)) this.toolStart(String(event.item.id), event.item.name);
        return true;
      case "response.output_item.done":
        this.items.push(event.item);
        return true;
      case "response.completed":
      case "response.incomplete":
      case "response.failed":
        return this.ended(event, response);
      default:
        if (type === "error" || isObject(event.error)) throw this.failure(event.error ?? event);
        return true;
    }
  }

  private ended(event: Json, response: unknown): boolean {
    if (!isObject(response)) throw noSense("an end without its response");
    const { usage } = response;
    if (usage !== undefined && usage !== null) {
      this.usage(usage);
      const output = isObject(usage) ? usage.output_tokens : null;
      this.outputTokens = typeof output === "number" ? output : null;
    }
    if (event.type === "response.failed") throw this.failure(response.error);
    this.finishReason = endOf(response);
    this.last = event;
    this.over = true;
    return false;
  }

  private isRepeat(sequence: unknown): boolean {
    if (typeof sequence !== "number") return false;
    if (this.sequence >= 0 && sequence <= this.sequence) return true;
    if (this.sequence >= 0 && sequence !== this.sequence + 1) {
      throw noSense("its events out of order");
    }
    this.sequence = sequence;
    return false;
  }
}
