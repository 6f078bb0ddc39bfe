import type {
  LanguageModelV3Content,
  LanguageModelV3FinishReason,
  LanguageModelV3GenerateResult,
} from "@ai-sdk/provider";
import { clean, isObject, type Json, noSense } from "./chat-chunk";
import { usageOfPackets } from "./event-stream";
import { errorOf } from "./provider-words";

/** A whole reply of OpenAI's Responses as the SDK's result. */
export function responsesResult(reply: Json): LanguageModelV3GenerateResult {
  const { usage, error, status, output, id, model } = reply;
  const packets = usage === undefined || usage === null ? [] : [usage];
  if (isObject(error) || status === "failed") {
    throw errorOf(error, packets.length > 0 ? "broken" : "status");
  }
  if (!Array.isArray(output)) throw noSense("a reply without an answer");
  return {
    content: (output as unknown[]).flatMap(contentOf),
    finishReason: endOf(reply),
    usage: usageOfPackets(packets),
    response: {
      ...(typeof id === "string" && { id }),
      ...(typeof model === "string" && { modelId: model }),
    },
    warnings: [],
  };
}

type Call = Json & { type: "function_call" | "custom_tool_call" };

export function isCall(item: unknown): item is Call {
  return isObject(item) && (item.type === "function_call" || item.type === "custom_tool_call");
}

/** How a response ended, by its status and its output. */
export function endOf({ status, incomplete_details, output }: Json): LanguageModelV3FinishReason {
  if (status === "incomplete") {
    const reason = isObject(incomplete_details) ? incomplete_details.reason : undefined;
    const raw = typeof reason === "string" ? reason : "incomplete";
    return { unified: raw === "content_filter" ? "content-filter" : "length", raw };
  }
  if (status !== "completed") return { unified: "other", raw: undefined };
  const calls = Array.isArray(output) && (output as unknown[]).some(isCall);
  return { unified: calls ? "tool-calls" : "stop", raw: "completed" };
}

function contentOf(item: unknown): LanguageModelV3Content[] {
  if (!isObject(item)) throw noSense("an item that is none");
  if (isCall(item)) {
    const input = String(item.arguments ?? item.input ?? "");
    const [toolCallId, toolName] = [String(item.call_id), String(item.name)];
    return [{ type: "tool-call", toolCallId, toolName, input }];
  }
  const text = textsOf(item.content);
  if (item.type === "message") return text ? [{ type: "text", text }] : [];
  const thought = textsOf(item.summary) + text;
  return item.type === "reasoning" && thought ? [{ type: "reasoning", text: thought }] : [];
}

function textsOf(parts: unknown): string {
  if (!Array.isArray(parts)) return "";
  const texts = (parts as unknown[]).map((part) => {
    const text = isObject(part) ? (part.text ?? part.refusal) : "";
    return typeof text === "string" ? clean(text) : "";
  });
  return texts.join("");
}
