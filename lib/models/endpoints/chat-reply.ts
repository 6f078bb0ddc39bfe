import type {
  LanguageModelV3Content,
  LanguageModelV3GenerateResult,
  LanguageModelV3StreamPart,
} from "@ai-sdk/provider";
import {
  clean,
  finishReasonOf,
  firstChoice,
  isObject,
  type Json,
  noSense,
  parseReply,
  textOf,
  usageOf,
} from "./chat-chunk";
import { errorOf } from "./provider-words";
import { toolCall } from "./tool-calls";

/** A whole reply of the OpenAI chat dialect as the SDK's result. */
export function generateResult(text: string): LanguageModelV3GenerateResult {
  return resultOf(parseReply(text));
}

/** The same of a reply that is parsed already. */
export function resultOf(reply: Json): LanguageModelV3GenerateResult {
  const packets = reply.usage === undefined || reply.usage === null ? [] : [reply.usage];
  if (reply.error !== undefined && reply.error !== null) {
    throw errorOf(reply.error, packets.length > 0 ? "broken" : "status");
  }
  const choice = firstChoice(reply);
  if (!choice || !isObject(choice.message)) throw noSense("a reply without an answer");
  const reason = typeof choice.finish_reason === "string" ? choice.finish_reason : "";
  return {
    content: contentOf(choice.message),
    finishReason: reason ? finishReasonOf(reason) : { unified: "other", raw: undefined },
    usage: usageOf(packets),
    response: {
      ...(typeof reply.id === "string" && { id: reply.id }),
      ...(typeof reply.model === "string" && { modelId: reply.model }),
    },
    warnings: [],
  };
}

function contentOf(message: Json): LanguageModelV3Content[] {
  const reasoning = message.reasoning_content ?? message.reasoning;
  const text = clean(textOf(message.content) + textOf(message.refusal));
  const calls = Array.isArray(message.tool_calls) ? (message.tool_calls as unknown[]) : [];
  return [
    ...(typeof reasoning === "string" && reasoning
      ? [{ type: "reasoning" as const, text: clean(reasoning) }]
      : []),
    ...(text ? [{ type: "text" as const, text }] : []),
    ...calls.map(toolCallOf),
  ];
}

function toolCallOf(call: unknown, at: number): LanguageModelV3Content {
  const told = isObject(call) && isObject(call.function) ? call.function : {};
  if (typeof told.name !== "string") throw noSense("a tool call without a name");
  const id = isObject(call) && typeof call.id === "string" ? call.id : `call-${at}`;
  return toolCall(id, told.name, typeof told.arguments === "string" ? told.arguments : "");
}

/** A whole reply as the parts of a stream. */
export function replyToParts(result: LanguageModelV3GenerateResult): LanguageModelV3StreamPart[] {
  const { id, modelId } = result.response ?? {};
  const packets = (result.usage.raw?.packets ?? []) as unknown[];
  return [
    { type: "response-metadata", id, modelId },
    ...result.content.flatMap((content, at) => contentParts(content, String(at))),
    ...packets.map((usage) => ({ type: "raw" as const, rawValue: { usage } })),
    { type: "finish", finishReason: result.finishReason, usage: result.usage },
  ];
}

function contentParts(content: LanguageModelV3Content, id: string): LanguageModelV3StreamPart[] {
  if (content.type === "tool-call") {
    const { toolCallId, toolName, input } = content;
    return [
      { type: "tool-input-start", id: toolCallId, toolName },
      { type: "tool-input-delta", id: toolCallId, delta: input },
      { type: "tool-input-end", id: toolCallId },
      content,
    ];
  }
  if (content.type !== "text" && content.type !== "reasoning") return [];
  const { type, text } = content;
  return [
    { type: `${type}-start`, id },
    { type: `${type}-delta`, id, delta: text },
    { type: `${type}-end`, id },
  ];
}
