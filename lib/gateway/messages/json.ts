import type { LanguageModelV3Content } from "@ai-sdk/provider";
import { markDigits } from "../../digits";
import type { Closed, FinishReason } from "../../metering/call";
import { isObject, type Json } from "../chat/json";

/**
 * The usage of a call as it was settled: the provider's own words, with our figures and cost. As
 * Anthropic says it, `input_tokens` leaves out what the cache gave or took.
 */
export function messagesUsage(closed: Closed, reported: unknown): Json {
  const { counts, costCredits, usageSource } = closed;
  const known = usageSource === "provider" && isObject(reported) ? reported : {};
  return {
    ...known,
    input_tokens: counts.uncachedInput,
    cache_creation_input_tokens: counts.cacheWrite,
    cache_read_input_tokens: counts.cachedInput,
    output_tokens: counts.output,
    cost_credits: costCredits,
    ...(usageSource === "estimated" && { estimated: true }),
  };
}

const reasons: Record<FinishReason, string> = {
  stop: "end_turn",
  length: "max_tokens",
  tool_calls: "tool_use",
  content_filter: "refusal",
  error: "end_turn",
  stopped: "end_turn",
};

export function stopReason({ finishReason }: Closed): string {
  return reasons[finishReason];
}

/** A message of ours, as it is before its answer. */
export function messageHead(id: string, model: string): Json {
  return {
    id: `msg_${id}`,
    type: "message",
    role: "assistant",
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
  };
}

/** The blocks of a whole answer. */
export function blocksOf(content: LanguageModelV3Content[]): Json[] {
  return content.flatMap((part): Json[] => {
    if (part.type === "text") return [{ type: "text", text: part.text }];
    if (part.type === "reasoning") {
      return [{ type: "thinking", thinking: part.text, signature: "" }];
    }
    if (part.type !== "tool-call") return [];
    const { toolCallId: id, toolName: name, input } = part;
    return [{ type: "tool_use", id, name, input: parsed(input) }];
  });
}

/** A model's arguments, which may be cut off where its limit was. */
function parsed(input: string): unknown {
  try {
    return JSON.parse(markDigits(input)) as unknown;
  } catch {
    return { input };
  }
}
