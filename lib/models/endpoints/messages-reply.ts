import type {
  LanguageModelV3Content,
  LanguageModelV3FinishReason,
  LanguageModelV3GenerateResult,
} from "@ai-sdk/provider";
import { clean, isObject, type Json, noSense } from "./chat-chunk";
import { usageOfPackets } from "./event-stream";
import { errorOf } from "./provider-words";

/** A whole reply of Anthropic's Messages as the SDK's result. */
export function messagesResult(reply: Json): LanguageModelV3GenerateResult {
  const { type, usage, content, stop_reason: stop, id, model } = reply;
  if (type === "error") throw errorOf(reply.error, "status");
  if (!Array.isArray(content)) throw noSense("a reply without an answer");
  const packets = usage === undefined || usage === null ? [] : [{ type: "message", usage }];
  return {
    content: (content as unknown[]).flatMap(contentOf),
    finishReason: typeof stop === "string" ? stopOf(stop) : { unified: "other", raw: undefined },
    usage: usageOfPackets(packets),
    response: {
      ...(typeof id === "string" && { id }),
      ...(typeof model === "string" && { modelId: model }),
    },
    warnings: [],
  };
}

const stops: Record<string, LanguageModelV3FinishReason["unified"]> = {
  end_turn: "stop",
  stop_sequence: "stop",
  pause_turn: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool-calls",
  refusal: "content-filter",
};

export function stopOf(raw: string): LanguageModelV3FinishReason {
  return { unified: Object.hasOwn(stops, raw) ? (stops[raw] ?? "other") : "other", raw };
}

function contentOf(block: unknown): LanguageModelV3Content[] {
  if (!isObject(block)) throw noSense("a block that is none");
  const { type, text, thinking, id, name, input } = block;
  if (type === "text" && typeof text === "string") return [{ type, text: clean(text) }];
  if (type === "thinking" && typeof thinking === "string") {
    return [{ type: "reasoning", text: clean(thinking) }];
  }
  if (type !== "tool_use") return [];
  const told = JSON.stringify(input ?? {});
  return [{ type: "tool-call", toolCallId: String(id), toolName: String(name), input: told }];
}
