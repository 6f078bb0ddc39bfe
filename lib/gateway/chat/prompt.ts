import type {
  LanguageModelV3CallOptions,
  LanguageModelV3FunctionTool,
  LanguageModelV3Message,
  LanguageModelV3Prompt,
  LanguageModelV3ToolChoice,
} from "@ai-sdk/provider";
import { markDigits } from "../../digits";
import { invalid } from "../../errors";
import { isGiven, isObject, type Json } from "./json";

type Content<R extends LanguageModelV3Message["role"]> = Extract<
  LanguageModelV3Message,
  { role: R }
>["content"];

/** Messages of the OpenAI chat dialect as a prompt of the AI SDK. */
export function promptOf(messages: Json[]): LanguageModelV3Prompt {
  const toolNames = new Map<string, string>();
  return messages.map((message, at) => promptMessage(message, `messages.${at}`, toolNames));
}

function promptMessage(
  message: Json,
  path: string,
  toolNames: Map<string, string>,
): LanguageModelV3Message {
  const { role, content } = message;
  switch (role) {
    case "system":
    case "developer":
      return { role: "system", content: textOf(content, path) };
    case "user":
      return { role: "user", content: userContent(content, path) };
    case "assistant":
      return { role: "assistant", content: assistantContent(message, path, toolNames) };
    case "tool": {
      const toolCallId = String(message.tool_call_id ?? "");
      const toolName = toolNames.get(toolCallId);
      if (toolName === undefined) {
        throw invalid(`${path}.tool_call_id`, "It names a tool call of a message before it.");
      }
      const output = { type: "text" as const, value: textOf(content, path) };
      return { role, content: [{ type: "tool-result", toolCallId, toolName, output }] };
    }
    default:
      throw invalid(`${path}.role`, "system, developer, user, assistant or tool is right.");
  }
}

function textOf(content: unknown, path: string): string {
  if (typeof content === "string") return content;
  if (!isGiven(content)) return "";
  if (!Array.isArray(content)) throw invalid(`${path}.content`, "Text, or parts, are right.");
  return content.map((part, at) => partText(part, `${path}.content.${at}`)).join("");
}

function partText(part: unknown, path: string): string {
  if (isObject(part) && typeof part.text === "string") return part.text;
  if (isObject(part) && typeof part.refusal === "string") return part.refusal;
  throw invalid(path, "A part with text is right here.");
}

function userContent(content: unknown, path: string): Content<"user"> {
  if (!Array.isArray(content)) return [{ type: "text", text: textOf(content, path) }];
  return content.map((part: unknown, at) => {
    const here = `${path}.content.${at}`;
    if (!isObject(part) || part.type !== "image_url") {
      return { type: "text", text: partText(part, here) };
    }
    const url = isObject(part.image_url) ? part.image_url.url : part.image_url;
    const [, mediaType, data] = /^data:(image\/[\w.+-]+);base64,(.*)$/is.exec(String(url)) ?? [];
    if (!mediaType || !data) throw invalid(here, "data:image/...;base64,... is right.");
    return { type: "file", mediaType: mediaType.toLowerCase(), data };
  });
}

function assistantContent(
  { content, tool_calls: calls, reasoning_content: reasoning }: Json,
  path: string,
  toolNames: Map<string, string>,
): Content<"assistant"> {
  const text = textOf(content, path);
  const said: Content<"assistant"> = [
    ...(typeof reasoning === "string" && reasoning
      ? [{ type: "reasoning" as const, text: reasoning }]
      : []),
    ...(text ? [{ type: "text" as const, text }] : []),
  ];
  if (!isGiven(calls)) return said;
  if (!Array.isArray(calls)) throw invalid(`${path}.tool_calls`, "A list of tool calls is right.");
  for (const [at, call] of calls.entries()) {
    const told = isObject(call) && isObject(call.function) ? call.function : null;
    if (!isObject(call) || typeof call.id !== "string" || typeof told?.name !== "string") {
      throw invalid(`${path}.tool_calls.${at}`, "A call of a function, with its id, is right.");
    }
    toolNames.set(call.id, told.name);
    const input = inputOf(told.arguments, `${path}.tool_calls.${at}.function.arguments`);
    said.push({ type: "tool-call", toolCallId: call.id, toolName: told.name, input });
  }
  return said;
}

function inputOf(value: unknown, path: string): unknown {
  if (!isGiven(value) || value === "") return {};
  try {
    if (typeof value === "string") return JSON.parse(markDigits(value)) as unknown;
  } catch {
    // Said below, with all that is no text of JSON.
  }
  throw invalid(path, "Arguments are JSON, as text.");
}

/** The client's functions; `tool_choice` as the AI SDK has it. */
export function toolsOf({
  tools,
  tool_choice: choice,
}: Json): Pick<LanguageModelV3CallOptions, "tools" | "toolChoice"> {
  if (!Array.isArray(tools) || tools.length === 0) return {};
  return { tools: tools.map(functionTool), toolChoice: toolChoiceOf(choice) };
}

function functionTool(tool: unknown, at: number): LanguageModelV3FunctionTool {
  const told = isObject(tool) && tool.type === "function" ? tool.function : null;
  if (!isObject(told) || typeof told.name !== "string") {
    throw invalid(`tools.${at}`, "A function with a name is right for this model.");
  }
  return {
    type: "function",
    name: told.name,
    inputSchema: isObject(told.parameters) ? told.parameters : { type: "object", properties: {} },
    ...(typeof told.description === "string" && { description: told.description }),
    ...(typeof told.strict === "boolean" && { strict: told.strict }),
  };
}

function toolChoiceOf(choice: unknown): LanguageModelV3ToolChoice | undefined {
  if (!isGiven(choice)) return undefined;
  if (choice === "auto" || choice === "none" || choice === "required") return { type: choice };
  const named = isObject(choice) && isObject(choice.function) ? choice.function.name : null;
  if (typeof named === "string") return { type: "tool", toolName: named };
  throw invalid("tool_choice", '"auto", "none", "required" or a function is right.');
}

/** `response_format` as the AI SDK has it. */
export function formatOf(format: unknown): LanguageModelV3CallOptions["responseFormat"] {
  if (!isGiven(format) || (isObject(format) && format.type === "text")) return undefined;
  if (isObject(format) && format.type === "json_object") return { type: "json" };
  const told = isObject(format) && format.type === "json_schema" ? format.json_schema : null;
  if (!isObject(told)) {
    throw invalid("response_format", "text, json_object or json_schema is right.");
  }
  return {
    type: "json",
    ...(isObject(told.schema) && { schema: told.schema }),
    ...(typeof told.name === "string" && { name: told.name }),
    ...(typeof told.description === "string" && { description: told.description }),
  };
}
