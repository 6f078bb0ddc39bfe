import type { LanguageModelV3Content } from "@ai-sdk/provider";
import type { Closed } from "../../metering/call";
import { inputTokens } from "../../pricing/cost";
import { isObject, type Json } from "../chat/json";
import type { ResponsesBody } from "./body";

/** The usage of a call as it was settled: the provider's own words, with our figures and cost. */
export function responsesUsage(closed: Closed, reported: unknown): Json {
  const { counts, costCredits, usageSource } = closed;
  const input = inputTokens(counts);
  const known = usageSource === "provider" && isObject(reported) ? reported : {};
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: counts.cachedInput },
    output_tokens_details: { reasoning_tokens: counts.reasoning },
    ...known,
    output_tokens: counts.output,
    total_tokens: input + counts.output,
    cost_credits: costCredits,
    ...(usageSource === "estimated" && { estimated: true }),
  };
}

/** A response of ours, as it is before its answer. */
export function responseHead({ raw, model, outputTokens }: ResponsesBody, id: string): Json {
  const { instructions, metadata, reasoning, temperature, text, tools, top_p: topP } = raw;
  const { effort, summary } = isObject(reasoning) ? reasoning : {};
  return {
    id: `resp_${id}`,
    object: "response",
    created_at: Math.floor(Date.now() / 1000),
    status: "in_progress",
    background: false,
    error: null,
    incomplete_details: null,
    instructions: instructions ?? null,
    max_output_tokens: outputTokens,
    metadata: metadata ?? {},
    model,
    output: [],
    parallel_tool_calls: raw.parallel_tool_calls ?? true,
    previous_response_id: null,
    reasoning: { effort: effort ?? null, summary: summary ?? null },
    service_tier: "default",
    store: false,
    temperature: temperature ?? null,
    text: text ?? { format: { type: "text" } },
    tool_choice: raw.tool_choice ?? "auto",
    tools: tools ?? [],
    top_p: topP ?? null,
    truncation: "disabled",
    usage: null,
  };
}

/** What a response says of its end, and the name of its last event. */
export function responseEnd(closed: Closed): { status: string; fields: Json } {
  const { finishReason } = closed;
  const cut = finishReason === "length" || finishReason === "content_filter";
  const status = cut ? "incomplete" : "completed";
  const reason = finishReason === "length" ? "max_output_tokens" : finishReason;
  return { status, fields: { status, incomplete_details: cut ? { reason } : null } };
}

export const textPart = (text: string): Json => ({
  type: "output_text",
  text,
  annotations: [],
  logprobs: [],
});

export const messageItem = (id: string, text: string | null): Json => ({
  id,
  type: "message",
  role: "assistant",
  status: text === null ? "in_progress" : "completed",
  content: text === null ? [] : [textPart(text)],
});

export const reasoningItem = (id: string, text: string): Json => ({
  id,
  type: "reasoning",
  summary: text === "" ? [] : [{ type: "summary_text", text }],
});

export const callItem = (id: string, call: { id: string; name: string; input: string }): Json => ({
  id,
  type: "function_call",
  status: "completed",
  call_id: call.id,
  name: call.name,
  arguments: call.input,
});

/** The output of a whole answer. */
export function outputOf(content: LanguageModelV3Content[], id: string): Json[] {
  return content.flatMap((part, at) => {
    if (part.type === "text") return [messageItem(`msg_${id}_${at}`, part.text)];
    if (part.type === "reasoning") return [reasoningItem(`rs_${id}_${at}`, part.text)];
    if (part.type !== "tool-call") return [];
    const { toolCallId, toolName, input } = part;
    return [callItem(`fc_${id}_${at}`, { id: toolCallId, name: toolName, input })];
  });
}
