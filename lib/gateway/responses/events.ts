import type { LanguageModelV3StreamPart } from "@ai-sdk/provider";
import type { Closed } from "../../metering/call";
import type { Json } from "../chat/json";
import { openAiReply, refuseOpenAi } from "../errors";
import type { Outlet } from "../request";
import type { PartWriter } from "../translating";
import {
  callItem,
  messageItem,
  reasoningItem,
  responseEnd,
  responsesUsage,
  textPart,
} from "./json";

type Part = LanguageModelV3StreamPart;
type Kind = "text" | "reasoning" | "call";
type Open = {
  kind: Kind;
  index: number;
  itemId: string;
  callId: string;
  name: string;
  text: string;
};

/** One typed event. */
export function typedEvent(type: string, sequence: number, fields: Json): string {
  const data = JSON.stringify({ type, sequence_number: sequence, ...fields });
  return `event: ${type}\ndata: ${data}\n\n`;
}

/** An error as a response has it. */
export function responseError(error: unknown): Json {
  const { error: said } = openAiReply(error);
  return { code: said.code ?? "server_error", message: said.message };
}

/**
 * Refuses a request in OpenAI's shape; a stream that has begun ends with an event of the name that
 * Responses has for it. How many events came before is not known here.
 */
export function refuseResponses(outlet: Outlet, error: unknown): void {
  if (!outlet.begun) {
    refuseOpenAi(outlet, error);
    return;
  }
  const { error: said } = openAiReply(error);
  const { code, message, param } = said;
  outlet.end(typedEvent("error", 0, { code, message, param, error: said }));
}

/** Writes the parts of an answer as the typed events of Responses. */
export class ResponsesWriter implements PartWriter {
  private readonly head: Json;
  private readonly id: string;
  private sequence = 0;
  private next = 0;
  private readonly open = new Map<string, Open>();
  private readonly output: Json[] = [];

  constructor(head: Json, id: string) {
    this.head = head;
    this.id = id;
  }

  begin(): string {
    const { head: response } = this;
    return (
      this.event("response.created", { response }) +
      this.event("response.in_progress", { response })
    );
  }

  part(part: Part): string {
    switch (part.type) {
      case "text-delta":
        return this.delta("text", part.id, part.delta);
      case "reasoning-delta":
        return this.delta("reasoning", part.id, part.delta);
      case "text-end":
      case "reasoning-end":
        return this.close(part.type.slice(0, -4), part.id);
      case "tool-input-start":
        return this.start("call", part.id, part.toolName);
      case "tool-input-delta":
        return this.delta("call", part.id, part.delta);
      case "tool-call":
        return this.call(part);
      default:
        return "";
    }
  }

  end(closed: Closed): string {
    const { status, fields } = responseEnd(closed);
    return this.last(`response.${status}`, { ...fields, usage: responsesUsage(closed, null) });
  }

  broke(closed: Closed | null, error: unknown): string {
    const usage = closed && responsesUsage(closed, null);
    return this.last("response.failed", { status: "failed", error: responseError(error), usage });
  }

  private last(type: string, fields: Json): string {
    const rest = [...this.open.values()].map((open) => this.closed(open)).join("");
    const output = this.output.filter(Boolean);
    return rest + this.event(type, { response: { ...this.head, output, ...fields } });
  }

  private event(type: string, fields: Json): string {
    return typedEvent(type, this.sequence++, fields);
  }

  private start(kind: Kind, id: string, name = ""): string {
    const index = this.next++;
    const prefix = { text: "msg", reasoning: "rs", call: "fc" }[kind];
    const itemId = `${prefix}_${this.id}_${index}`;
    const open = { kind, index, itemId, callId: id, name, text: "" };
    this.open.set(`${kind} ${id}`, open);
    const call = { ...callItem(itemId, { id, name, input: "" }), status: "in_progress" };
    const item = { text: messageItem(itemId, null), reasoning: reasoningItem(itemId, ""), call };
    const added = { output_index: index, item: item[kind] };
    const event = this.event("response.output_item.added", added);
    if (kind === "call") return event;
    const where = this.where(open);
    return kind === "text"
      ? event + this.event("response.content_part.added", { ...where, part: textPart("") })
      : event +
          this.event("response.reasoning_summary_part.added", { ...where, part: summary("") });
  }

  private where({ kind, index, itemId }: Open): Json {
    const place = { item_id: itemId, output_index: index };
    if (kind === "call") return place;
    return { ...place, [kind === "text" ? "content_index" : "summary_index"]: 0 };
  }

  private delta(kind: Kind, id: string, delta: string): string {
    const began = this.open.has(`${kind} ${id}`) ? "" : this.start(kind, id);
    const open = this.open.get(`${kind} ${id}`);
    if (!open || delta === "") return began;
    open.text += delta;
    const logprobs = kind === "text" && { logprobs: [] };
    return began + this.event(deltas[kind], { ...this.where(open), delta, ...logprobs });
  }

  private call({ toolCallId, toolName, input }: Extract<Part, { type: "tool-call" }>): string {
    const key = `call ${toolCallId}`;
    if (this.open.has(key)) return this.close("call", toolCallId);
    const began = this.start("call", toolCallId, toolName);
    return began + this.delta("call", toolCallId, input) + this.close("call", toolCallId);
  }

  private close(kind: string, id: string): string {
    const open = this.open.get(`${kind} ${id}`);
    return open ? this.closed(open) : "";
  }

  private closed(open: Open): string {
    const { kind, index, itemId, callId, name, text } = open;
    this.open.delete(`${kind} ${callId}`);
    const where = this.where(open);
    let item = callItem(itemId, { id: callId, name, input: text });
    let done = "";
    if (kind === "text") {
      item = messageItem(itemId, text);
      done =
        this.event("response.output_text.done", { ...where, text, logprobs: [] }) +
        this.event("response.content_part.done", { ...where, part: textPart(text) });
    } else if (kind === "reasoning") {
      item = reasoningItem(itemId, text);
      done =
        this.event("response.reasoning_summary_text.done", { ...where, text }) +
        this.event("response.reasoning_summary_part.done", { ...where, part: summary(text) });
    } else {
      done = this.event("response.function_call_arguments.done", {
        ...where,
        name,
        arguments: text,
      });
    }
    this.output[index] = item;
    return done + this.event("response.output_item.done", { output_index: index, item });
  }
}

const summary = (text: string): Json => ({ type: "summary_text", text });

const deltas: Record<Kind, string> = {
  text: "response.output_text.delta",
  reasoning: "response.reasoning_summary_text.delta",
  call: "response.function_call_arguments.delta",
};
