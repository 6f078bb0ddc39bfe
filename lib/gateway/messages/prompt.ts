import type { LanguageModelV3FilePart, LanguageModelV3Prompt } from "@ai-sdk/provider";
import { invalid } from "../../errors";
import { isGiven, isObject, type Json, word } from "../chat/json";
import { PromptBuilder, type ToolPart, type UserPart } from "../prompt-builder";
import type { MessagesBody } from "./body";

/**
 * The messages of Anthropic's dialect as a prompt of the AI SDK, for a model of another one.
 * @throws PurserError invalid for what such a model cannot be told
 */
export function messagesPrompt({ raw, messages }: MessagesBody): LanguageModelV3Prompt {
  const builder = new PromptBuilder();
  if (isGiven(raw.system)) {
    const system = textOf(raw.system, "system");
    if (system !== "") builder.system(system);
  }
  for (const [at, { role, content }] of messages.entries()) {
    const path = `messages.${at}`;
    if (role === "user") takeUser(builder, content, `${path}.content`);
    else if (role === "assistant") takeAssistant(builder, content, `${path}.content`);
    else if (role === "system") builder.system(textOf(content, `${path}.content`));
    else throw invalid(`${path}.role`, "user or assistant is right.");
  }
  return builder.prompt;
}

function takeUser(builder: PromptBuilder, content: unknown, path: string): void {
  const said: UserPart[] = [];
  for (const [part, here] of partsOf(content, path)) {
    if (part.type !== "tool_result") said.push(userPart(part, here));
    else {
      builder.tool(word(part.tool_use_id), resultOf(part, here), `${here}.tool_use_id`);
    }
  }
  builder.user(said);
}

function userPart(part: Json, path: string): UserPart {
  if (part.type === "text") return { type: "text", text: partText(part, path) };
  if (part.type === "image" || part.type === "document") return filePart(part, path);
  throw invalid(path, "text, image, document or tool_result is right for this model.");
}

function filePart({ type, source, title }: Json, path: string): UserPart {
  const { data, media_type: mediaType, ...told } = isObject(source) ? source : {};
  if (told.type === "text" && typeof data === "string") {
    return { type: "text", text: typeof title === "string" ? `${title}\n\n${data}` : data };
  }
  if (told.type !== "base64" || typeof data !== "string" || typeof mediaType !== "string") {
    throw invalid(
      `${path}.source`,
      `A ${word(type)} comes inline, as base64: an address would let the provider read what ` +
        "was not sent.",
    );
  }
  const file: LanguageModelV3FilePart = { type: "file", mediaType: mediaType.toLowerCase(), data };
  if (typeof title === "string") file.filename = title;
  return file;
}

function resultOf({ content, is_error: isError }: Json, path: string): ToolPart["output"] {
  const parts = isGiven(content)
    ? partsOf(content, `${path}.content`).map(([part, here]) => userPart(part, here))
    : [];
  const texts = parts.flatMap((part) => (part.type === "text" ? [part.text] : []));
  if (texts.length === parts.length) {
    return { type: isError === true ? "error-text" : "text", value: texts.join("\n") };
  }
  const value = parts.map((part) =>
    part.type === "text"
      ? { type: "text" as const, text: part.text }
      : { type: "file-data" as const, data: word(part.data), mediaType: part.mediaType },
  );
  return { type: "content", value };
}

function takeAssistant(builder: PromptBuilder, content: unknown, path: string): void {
  for (const [part, here] of partsOf(content, path)) {
    const { type, id: toolCallId, name: toolName, input } = part;
    if (type === "text") builder.assistant({ type, text: partText(part, here) });
    else if (type === "thinking") {
      if (part.thinking) builder.assistant({ type: "reasoning", text: word(part.thinking) });
    } else if (type === "tool_use") {
      if (typeof toolCallId !== "string" || typeof toolName !== "string") {
        throw invalid(here, "A tool_use has an id and a name.");
      }
      builder.assistant({ type: "tool-call", toolCallId, toolName, input: input ?? {} });
      // What another model thought behind locks, this one cannot read.
    } else if (type !== "redacted_thinking") {
      throw invalid(here, "text, thinking or tool_use is right for this model.");
    }
  }
}

function partsOf(content: unknown, path: string): [part: Json, path: string][] {
  if (typeof content === "string") return [[{ type: "text", text: content }, path]];
  if (!Array.isArray(content)) throw invalid(path, "Text, or a list of parts, is right.");
  return content.map((part: unknown, at) => {
    if (isObject(part)) return [part, `${path}.${at}`];
    throw invalid(`${path}.${at}`, "A part of a message is an object with a type.");
  });
}

function textOf(content: unknown, path: string): string {
  return partsOf(content, path)
    .map(([part, here]) => partText(part, here))
    .join("\n");
}

function partText({ text }: Json, path: string): string {
  if (typeof text === "string") return text;
  throw invalid(path, "A part with text is right here.");
}
