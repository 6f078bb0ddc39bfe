import { parsePartialJson } from "ai";
import { isObject, isTooDeep, type Json } from "../models/endpoints/chat-chunk";

/** What a model writes stands under these names, in whatever dialect. */
const written = new Set([
  "content",
  "text",
  "refusal",
  "reasoning",
  "reasoning_content",
  "thinking",
  "name",
  "arguments",
]);

/** The output in what came of a whole reply that broke off, and the reply as far as it goes. */
export async function outputIn(part: string): Promise<{ texts: Iterable<string>; reply: Json }> {
  const { value } = await parsePartialJson(part);
  if (!isObject(value) || isTooDeep(value)) return { texts: [], reply: {} };
  const reply: Json = value;
  // Some tell the same thoughts under several names.
  const texts = new Set<string>();
  // What else a reply repeats is of the request.
  const { message } = first(reply.choices);
  const answers = [message, reply.content, reply.output, first(reply.candidates).content];
  for (const answer of answers) gather(answer, texts);
  return { texts, reply };
}

function gather(value: unknown, texts: Set<string>): void {
  if (Array.isArray(value)) {
    for (const each of value as unknown[]) gather(each, texts);
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      if (typeof member !== "string") gather(member, texts);
      else if (written.has(name)) texts.add(member);
    }
    if (value.type === "tool_use") texts.add(JSON.stringify(value.input ?? {}));
    if (isObject(value.args)) texts.add(JSON.stringify(value.args));
  }
}

function first(list: unknown): Json {
  const [one] = Array.isArray(list) ? (list as unknown[]) : [];
  return isObject(one) ? one : {};
}
