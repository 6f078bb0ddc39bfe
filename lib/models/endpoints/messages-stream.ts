import { isObject, type Json } from "./chat-chunk";
import { EventStream } from "./event-stream";
import { stopOf } from "./messages-reply";

/**
 * Reads the events of Anthropic's Messages. What says how the answer ended, and its usage, is kept
 * back, so that it is told when the call is settled.
 */
export class MessagesStream extends EventStream {
  /** The message as it was when it began. */
  head: Json = {};
  /** The last `message_delta`, put together where there were several; null where none came. */
  last: Json | null = null;
  /** The block that is open, and the one after the last. */
  open: number | null = null;
  blocks = 0;

  protected read(event: Json, data: string): boolean {
    switch (event.type) {
      case "message_start":
        return this.began(event);
      case "content_block_start":
        this.blockStart(event);
        return true;
      case "content_block_delta":
        this.blockDelta(event, data);
        return true;
      case "content_block_stop":
        this.open = null;
        return true;
      case "message_delta":
        return this.delta(event);
      case "message_stop":
        this.over = true;
        return false;
      default:
        if (event.type === "error") throw this.failure(event.error);
        return true;
    }
  }

  private began({ type, message }: Json): boolean {
    if (!isObject(message)) return true;
    this.head = message;
    this.named(message);
    // Under its event's name: the output of a `message_start` is no count of anything.
    if (isObject(message.usage)) this.usage({ type, usage: message.usage });
    return true;
  }

  private blockStart({ index, content_block: block }: Json): void {
    this.open = typeof index === "number" ? index : this.blocks;
    this.blocks = this.open + 1;
    if (!isObject(block)) return;
    if (block.type === "tool_use") this.toolStart(String(index), block.name);
    if (block.type === "text") this.text("text-delta", block.text, "");
  }

  private blockDelta({ index, delta }: Json, data: string): void {
    if (!isObject(delta)) return;
    if (delta.type === "text_delta") this.text("text-delta", delta.text, data);
    else if (delta.type === "thinking_delta") this.text("reasoning-delta", delta.thinking, data);
    else if (delta.type === "input_json_delta") {
      this.toolDelta(String(index), delta.partial_json, data);
    }
  }

  private delta(event: Json): boolean {
    const { type, usage, delta } = event;
    if (isObject(usage)) {
      this.usage({ type, usage });
      const { output_tokens: output } = usage;
      if (typeof output === "number") this.outputTokens = output;
    }
    const stop = isObject(delta) ? delta.stop_reason : null;
    if (typeof stop === "string") this.finishReason = stopOf(stop);
    this.last = {
      ...this.last,
      ...event,
      delta: { ...(this.last?.delta as Json | undefined), ...(isObject(delta) && delta) },
      usage: { ...(this.last?.usage as Json | undefined), ...(isObject(usage) && usage) },
    };
    return false;
  }
}
