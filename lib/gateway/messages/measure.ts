import { invalid } from "../../errors";
import type { Model } from "../../models/model";
import { Beyond } from "../beyond";
import { isGiven, isObject, type Json, word } from "../chat/json";
import type { MessagesBody } from "./body";

/** Anthropic's own tools that run at the client. */
const clientTools = /^(bash|text_editor|computer|memory)_\d{8}$/;
/** Parts that are made of text, or of what is looked at. */
const plainParts = new Set([
  "text",
  "thinking",
  "redacted_thinking",
  "tool_use",
  "tool_result",
  "search_result",
]);

/**
 * What of a request in the provider's own dialect bytes do not bound.
 * @throws PurserError invalid where nothing bounds it
 */
export function measureMessages(model: Model, { raw, messages }: MessagesBody): Beyond {
  const beyond = new Beyond(model);
  if (isGiven(raw.mcp_servers)) beyond.ceiling("hosted_tools", "mcp_servers");
  if (isGiven(raw.container)) beyond.ceiling("hosted_tools", "container");
  if (isGiven(raw.tools)) measureTools(raw.tools, beyond);
  if (isGiven(raw.output_config) || isGiven(raw.output_format)) beyond.frame();
  measureContent(raw.system, "system", beyond);
  for (const [at, { content }] of messages.entries()) {
    measureContent(content, `messages.${at}.content`, beyond);
  }
  return beyond;
}

function measureTools(tools: unknown, beyond: Beyond): void {
  if (!Array.isArray(tools)) throw invalid("tools", "A list of tools is right.");
  if (tools.length > 0) beyond.frame();
  for (const [at, tool] of tools.entries()) {
    const type = isObject(tool) ? (tool.type ?? "custom") : "";
    if (type === "custom") continue;
    if (clientTools.test(word(type))) beyond.frame();
    else beyond.ceiling("hosted_tools", `tools.${at}`);
  }
}

/** Level by level: a tool's result has parts of its own, and so has a document. */
function measureContent(content: unknown, path: string, beyond: Beyond): void {
  if (!Array.isArray(content)) return;
  let level = content.map((part: unknown, at) => ({ part, path: `${path}.${at}` }));
  while (level.length > 0) {
    level = level.flatMap(({ part, path: here }) => {
      const inner = measurePart(part, here, beyond);
      return inner.map((one, at) => ({ part: one, path: `${here}.content.${at}` }));
    });
  }
}

/** The parts inside of it. */
function measurePart(part: unknown, path: string, beyond: Beyond): unknown[] {
  if (!isObject(part)) throw invalid(path, "A part of a message is an object with a type.");
  const { type, source, content } = part;
  if (plainParts.has(word(type))) return Array.isArray(content) ? content : [];
  if (type === "image" || type === "document") return measureSource(type, source, path, beyond);
  if (type === "container_upload") beyond.ceiling("stored_file", path);
  else beyond.ceiling("hosted_tools", path, `a part of type ${JSON.stringify(type)?.slice(0, 40)}`);
  return [];
}

function measureSource(
  type: "image" | "document",
  source: unknown,
  path: string,
  beyond: Beyond,
): unknown[] {
  if (!isObject(source)) throw invalid(path, "Its source is an object with a type.");
  const { data, media_type: mediaType, content } = source;
  if (source.type === "base64" && typeof data === "string") {
    if (type === "image") beyond.image(word(mediaType), data, path);
    else beyond.file(word(mediaType), data, path);
  } else if (source.type === "url") {
    beyond.ceiling(type === "image" ? "remote_image" : "remote_file", path);
  } else if (source.type === "file") beyond.ceiling("stored_file", path);
  else if (source.type === "content") return Array.isArray(content) ? content : [];
  else if (source.type !== "text") throw invalid(`${path}.source`, "base64 or text is right.");
  return [];
}

/** All text that a provider counts, for our own count. */
export function messagesText({ raw, messages }: MessagesBody): string {
  const { system, tools, output_config: output, output_format: format } = raw;
  const parts = [system, tools, output, format, ...messages.map(({ content }) => content)];
  return parts
    .filter(isGiven)
    .map((part) => (typeof part === "string" ? part : JSON.stringify(part, withoutMedia)))
    .join("\n");
}

function withoutMedia(name: string, value: unknown): unknown {
  if (name === "cache_control" || name === "signature") return undefined;
  return isMedia(value) ? null : value;
}

function isMedia(value: unknown): value is Json {
  return isObject(value) && value.type === "base64" && typeof value.data === "string";
}
