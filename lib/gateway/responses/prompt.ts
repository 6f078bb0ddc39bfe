import type { LanguageModelV3Prompt } from "@ai-sdk/provider";
import { invalid } from "../../errors";
import { isGiven, isObject, type Json, word } from "../chat/json";
import { inlinePart } from "../media";
import { inputOf, PromptBuilder, type ToolPart, type UserPart } from "../prompt-builder";
import type { ResponsesBody } from "./body";

/**
 * The items of a response as a prompt of the AI SDK, for a model of another dialect.
 * @throws PurserError invalid for what such a model cannot be told
 */
export function responsesPrompt({ raw, items }: ResponsesBody): LanguageModelV3Prompt {
  const builder = new PromptBuilder();
  const { instructions } = raw;
  if (isGiven(instructions)) {
    if (typeof instructions !== "string") throw invalid("instructions", "Text is right.");
    if (instructions !== "") builder.system(instructions);
  }
  for (const [at, item] of items.entries()) takeItem(builder, item, `input.${at}`);
  return builder.prompt;
}

function takeItem(builder: PromptBuilder, item: Json, path: string): void {
  switch (item.type ?? "message") {
    case "message":
      takeMessage(builder, item, path);
      return;
    case "function_call": {
      const { call_id: toolCallId, name: toolName, arguments: args } = item;
      if (typeof toolCallId !== "string" || typeof toolName !== "string") {
        throw invalid(path, "A call has a call_id and a name.");
      }
      const input = inputOf(args, `${path}.arguments`);
      builder.assistant({ type: "tool-call", toolCallId, toolName, input });
      return;
    }
    case "function_call_output":
      builder.tool(word(item.call_id), outputOf(item.output, path), `${path}.call_id`);
      return;
    case "reasoning": {
      const text = [item.summary, item.content].map(textsOf).join("");
      if (text !== "") builder.assistant({ type: "reasoning", text });
      return;
    }
    default:
      throw invalid(
        path,
        "Messages, function calls and their outputs, and reasoning are right for this model.",
      );
  }
}

function takeMessage(builder: PromptBuilder, { role, content }: Json, path: string): void {
  const here = `${path}.content`;
  if (role === "user") builder.user(userContent(content, here));
  else if (role === "system" || role === "developer") builder.system(textOf(content, here));
  else if (role === "assistant") {
    const text = textOf(content, here);
    if (text !== "") builder.assistant({ type: "text", text });
  } else throw invalid(`${path}.role`, "system, developer, user or assistant is right.");
}

function userContent(content: unknown, path: string): UserPart[] {
  if (!Array.isArray(content)) return [{ type: "text", text: textOf(content, path) }];
  return content.map((part: unknown, at) => {
    const here = `${path}.${at}`;
    if (!isObject(part) || (part.type !== "input_image" && part.type !== "input_file")) {
      return { type: "text", text: partText(part, here) };
    }
    if (isGiven(part.file_id)) throw invalid(here, "Files come inline: none is kept here.");
    const file = inlinePart(part.image_url ?? part.file_data ?? part.file_url, here);
    if (part.detail === "low") file.providerOptions = { openai: { imageDetail: "low" } };
    if (typeof part.filename === "string") file.filename = part.filename;
    return file;
  });
}

function outputOf(output: unknown, path: string): ToolPart["output"] {
  if (!Array.isArray(output)) return { type: "text", value: textOf(output, `${path}.output`) };
  const value = userContent(output, `${path}.output`).map((part) =>
    part.type === "text"
      ? { type: "text" as const, text: part.text }
      : {
          type: "file-data" as const,
          data: word(part.data),
          mediaType: part.mediaType,
        },
  );
  return { type: "content", value };
}

function textOf(content: unknown, path: string): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) throw invalid(path, "Text, or a list of parts, is right.");
  return content.map((part, at) => partText(part, `${path}.${at}`)).join("");
}

function partText(part: unknown, path: string): string {
  const text = isObject(part) ? (part.text ?? part.refusal) : null;
  if (typeof text === "string") return text;
  throw invalid(path, "A part with text is right for this model.");
}

function textsOf(parts: unknown): string {
  if (!Array.isArray(parts)) return "";
  return parts.map((part) => (isObject(part) ? word(part.text) : "")).join("");
}
