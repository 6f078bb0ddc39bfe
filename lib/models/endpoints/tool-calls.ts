import type { LanguageModelV3StreamPart, LanguageModelV3ToolCall } from "@ai-sdk/provider";
import { isObject, type Json, noSense } from "./chat-chunk";

type Emit = (part: LanguageModelV3StreamPart) => void;
type Call = { id: string; name: string; input: string };

/** No answer calls more tools at once; bounds what a provider can make us hold. */
const callsMax = 128;
const inputCharactersMax = 1_000_000;

/** Puts the tool calls of a stream together from their deltas. */
export class ToolCalls {
  private readonly calls = new Map<number, Call>();

  add(deltas: unknown, emit: Emit): void {
    if (!Array.isArray(deltas)) throw noSense("tool calls that are none");
    for (const [at, delta] of deltas.entries()) {
      if (!isObject(delta)) throw noSense("a tool call that is none");
      this.addOne(delta, at, emit);
    }
  }

  private addOne(delta: Json, at: number, emit: Emit): void {
    const index = typeof delta.index === "number" ? delta.index : at;
    const told = isObject(delta.function) ? delta.function : {};
    const call = this.calls.get(index) ?? this.start(index, delta.id, told.name, emit);
    if (typeof told.arguments !== "string" || told.arguments === "") return;
    call.input += told.arguments;
    if (call.input.length > inputCharactersMax) throw noSense("a tool call over a megabyte");
    emit({ type: "tool-input-delta", id: call.id, delta: told.arguments });
  }

  private start(index: number, id: unknown, name: unknown, emit: Emit): Call {
    if (typeof name !== "string" || name === "") throw noSense("a tool call without a name");
    if (this.calls.size >= callsMax) throw noSense("too many tool calls");
    const call = { id: typeof id === "string" && id ? id : `call-${index}`, name, input: "" };
    this.calls.set(index, call);
    emit({ type: "tool-input-start", id: call.id, toolName: name });
    return call;
  }

  get any(): boolean {
    return this.calls.size > 0;
  }

  end(emit: Emit): void {
    for (const { id, name, input } of this.calls.values()) {
      emit({ type: "tool-input-end", id });
      emit(toolCall(id, name, input));
    }
  }
}

export function toolCall(id: string, toolName: string, input: string): LanguageModelV3ToolCall {
  return { type: "tool-call", toolCallId: id, toolName, input: input || "{}" };
}
