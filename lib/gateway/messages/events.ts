import type { LanguageModelV3StreamPart } from "@ai-sdk/provider";
import type { Closed } from "../../metering/call";
import type { Json } from "../chat/json";
import type { PartWriter } from "../translating";
import { anthropicReply, namedEvent } from "./errors";
import { messagesUsage, stopReason } from "./json";

type Part = LanguageModelV3StreamPart;
type Block = { type: "text" | "thinking" | "tool_use"; key: string; start: Json };

const noUsage = {
  input_tokens: 0,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  output_tokens: 0,
};

/**
 * Writes the parts of an answer as the events of Messages. Its blocks come one after the other, so
 * a tool call that begins inside another one waits for its turn.
 */
export class MessagesWriter implements PartWriter {
  private readonly head: Json;
  private open: Block | null = null;
  private blocks = 0;
  /** Tool calls that wait, in order, with what has come of their input. */
  private readonly waiting = new Map<string, { block: Block; input: string; whole: boolean }>();
  private readonly written = new Set<string>();

  constructor(head: Json) {
    this.head = head;
  }

  begin(): string {
    return namedEvent({ type: "message_start", message: { ...this.head, usage: noUsage } });
  }

  part(part: Part): string {
    if ("delta" in part && part.delta === "") return "";
    switch (part.type) {
      case "text-delta":
        return this.text(textBlock(part.id), { type: "text_delta", text: part.delta });
      case "reasoning-delta":
        return this.text(thought(part.id), { type: "thinking_delta", thinking: part.delta });
      case "text-end":
      case "reasoning-end":
        return this.open?.key === `${part.type.slice(0, -4)} ${part.id}` ? this.stop() : "";
      case "tool-input-start":
        return this.toolStart(part.id, part.toolName);
      case "tool-input-delta":
        return this.toolDelta(part.id, part.delta);
      case "tool-input-end":
        return this.toolEnd(part.id);
      case "tool-call":
        return this.toolCall(part);
      default:
        return "";
    }
  }

  end(closed: Closed): string {
    return this.flush() + lastEvents(closed, null);
  }

  broke(_: Closed | null, error: unknown): string {
    return this.flush() + namedEvent(anthropicReply(error).body);
  }

  private text(block: Block, delta: Json): string {
    return (this.open?.key === block.key ? "" : this.start(block)) + this.delta(delta);
  }

  private start(block: Block): string {
    const before = this.flush();
    this.open = block;
    const index = this.blocks++;
    const content_block = { type: block.type, ...block.start };
    return before + namedEvent({ type: "content_block_start", index, content_block });
  }

  private delta(delta: Json): string {
    return namedEvent({ type: "content_block_delta", index: this.blocks - 1, delta });
  }

  private stop(): string {
    const { open } = this;
    if (!open) return "";
    this.open = null;
    const signed = open.type === "thinking";
    const before = signed ? this.delta({ type: "signature_delta", signature: "" }) : "";
    return before + namedEvent({ type: "content_block_stop", index: this.blocks - 1 });
  }

  private toolStart(id: string, name: string): string {
    this.written.add(id);
    const block: Block = { type: "tool_use", key: id, start: { id, name, input: {} } };
    if (this.open?.type !== "tool_use") return this.start(block);
    this.waiting.set(id, { block, input: "", whole: false });
    return "";
  }

  private toolDelta(id: string, delta: string): string {
    if (this.open?.key === id) return this.delta({ type: "input_json_delta", partial_json: delta });
    const waits = this.waiting.get(id);
    if (waits) waits.input += delta;
    return "";
  }

  private toolEnd(id: string): string {
    const waits = this.waiting.get(id);
    if (waits) waits.whole = true;
    return this.open?.key === id ? this.stop() + this.next() : "";
  }

  /** The calls that waited: those that are whole, and the first that is not. */
  private next(): string {
    let events = "";
    for (const [id, { block, input, whole }] of this.waiting) {
      this.waiting.delete(id);
      this.open = block;
      const index = this.blocks++;
      const content_block = { type: block.type, ...block.start };
      events += namedEvent({ type: "content_block_start", index, content_block });
      if (input) events += this.delta({ type: "input_json_delta", partial_json: input });
      if (!whole) break;
      events += this.stop();
    }
    return events;
  }

  private toolCall({ toolCallId, toolName, input }: Extract<Part, { type: "tool-call" }>): string {
    if (this.written.has(toolCallId)) return this.toolEnd(toolCallId);
    return (
      this.toolStart(toolCallId, toolName) +
      this.toolDelta(toolCallId, input) +
      this.toolEnd(toolCallId)
    );
  }

  /** Ends what is open, and what waits after it. */
  private flush(): string {
    let events = this.stop();
    while (this.waiting.size > 0) events += this.next() + this.stop();
    return events;
  }
}

const textBlock = (id: string): Block => ({
  type: "text",
  key: `text ${id}`,
  start: { text: "" },
});
const thought = (id: string): Block => ({
  type: "thinking",
  key: `reasoning ${id}`,
  start: { thinking: "", signature: "" },
});

/** The last events of a message whose call is settled; `said` is the provider's own, if any. */
export function lastEvents(closed: Closed, said: Json | null): string {
  const delta = said?.delta ?? { stop_reason: stopReason(closed), stop_sequence: null };
  const usage = messagesUsage(closed, said?.usage);
  const last = { type: "message_delta", ...said, delta, usage };
  return namedEvent(last) + namedEvent({ type: "message_stop" });
}
