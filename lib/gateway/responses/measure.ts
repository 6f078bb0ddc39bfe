import { invalid } from "../../errors";
import type { Model } from "../../models/model";
import { Beyond } from "../beyond";
import { isGiven, isObject, type Json, word } from "../chat/json";
import { notBounded } from "../chat/unbounded";
import type { ResponsesBody } from "./body";

/** Items that are made of text alone, or of parts that are looked at. */
const plainItems = new Set([
  "message",
  "reasoning",
  "function_call",
  "function_call_output",
  "custom_tool_call",
  "custom_tool_call_output",
]);
const plainParts = new Set([
  "input_text",
  "output_text",
  "refusal",
  "text",
  "summary_text",
  "reasoning_text",
]);

/**
 * What of a request in the provider's own dialect bytes do not bound.
 * @throws PurserError invalid where nothing bounds it
 */
export function measureResponses(model: Model, { raw, items }: ResponsesBody): Beyond {
  const beyond = new Beyond(model);
  if (isGiven(raw.tools)) tools(raw.tools, beyond);
  for (const [at, item] of items.entries()) measureItem(item, `input.${at}`, beyond);
  return beyond;
}

/** Functions and custom tools run at the client; all else runs, and bills, at the provider. */
function tools(list: unknown, beyond: Beyond): void {
  if (!Array.isArray(list)) throw invalid("tools", "A list of tools is right.");
  for (const [at, tool] of list.entries()) {
    const type = isObject(tool) ? tool.type : undefined;
    if (type !== "function" && type !== "custom") beyond.ceiling("hosted_tools", `tools.${at}`);
  }
}

function measureItem(item: Json, path: string, beyond: Beyond): void {
  const type = word(item.type ?? "message");
  if (type === "item_reference") beyond.ceiling("stored_file", path, "an item that is kept");
  else if (!plainItems.has(type)) beyond.ceiling("hosted_tools", path);
  for (const member of ["content", "output"]) {
    const parts = item[member];
    if (!Array.isArray(parts)) continue;
    for (const [at, part] of parts.entries()) {
      measurePart(part, `${path}.${member}.${at}`, beyond);
    }
  }
}

function measurePart(part: unknown, path: string, beyond: Beyond): void {
  if (typeof part === "string") return;
  if (!isObject(part)) throw invalid(path, "A part is an object with a type.");
  if (plainParts.has(word(part.type))) return;
  if (part.type === "input_image") {
    if (isGiven(part.file_id)) beyond.ceiling("stored_file", path);
    else beyond.imageAt(part.image_url, path, part.detail === "low");
  } else if (part.type === "input_file") {
    if (isGiven(part.file_id)) beyond.ceiling("stored_file", path);
    else beyond.fileAt(part.file_data ?? part.file_url, path);
  } else throw notBounded(path, `a part of type ${JSON.stringify(part.type)?.slice(0, 40)}`);
}

/** All text that a provider counts, for our own count. */
export function responsesText({ raw, items }: ResponsesBody): string {
  const { instructions, tools: told, text } = raw;
  const more = [instructions, told, text].filter(isGiven);
  return [...items.map(itemText), ...more.map((part) => JSON.stringify(part))].join("\n");
}

function itemText({ content, output, ...rest }: Json): string {
  const { type: _, role: __, id: ___, status: ____, encrypted_content: _____, ...more } = rest;
  const texts = [content, output].map((value) =>
    Array.isArray(value) ? value.map(partText).join("\n") : word(value),
  );
  if (Object.keys(more).length > 0) texts.push(JSON.stringify(more));
  return texts.join("\n");
}

function partText(part: unknown): string {
  return isObject(part) && typeof part.text === "string" ? part.text : "";
}
