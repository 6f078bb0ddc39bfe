import { createParser } from "eventsource-parser";
import type { ResponseJson } from "../lib/conversations/response";
import type { Part, ReceiptData, ResponseData } from "../lib/generations/parts";
import type { Reply } from "./api";
import { model } from "./fixtures";
import type { TestPerson } from "./person";

export type StreamEvent = { id: string; part: Part };
export type Streamed = {
  events: StreamEvent[];
  text: string;
  done: boolean;
  opening: ResponseData | null;
  receipt: ReceiptData | null;
};

export type Answer = ResponseJson;
export type ConversationBody = {
  id: string;
  name: string;
  cost_credits: number;
  responses: Answer[];
};
export type Started = { id: string; url: string; response_id: string; trace_id: string };
export type Call = {
  id: string;
  purpose: string;
  response_id: string | null;
  input_tokens: number;
  output_tokens: number;
  cost_credits: number;
  usage_source: string;
};
export type Allowance = {
  id: string;
  name: string;
  remaining_credits: number;
  reserved_credits: number;
  spent_credits: number;
};
/** A 402. */
export type Exhausted = { code: string; needed_credits: number; available_credits: number };

/** A prompt that tells the upstream what to do, and then asks something. */
export function directed(script: object, prompt = "Tell me a story."): string {
  return `@upstream ${JSON.stringify(script)} ${prompt}`;
}

/** Starts a conversation and does not wait for its answer. */
export function start(
  person: TestPerson,
  prompt: string,
  over: Record<string, unknown> = {},
): Promise<Reply<Started>> {
  return person.api.post<Started>("/api/conversations", { prompt, model: model.id, ...over });
}

/** Starts a conversation and reads its first answer to the end. */
export async function chat(
  person: TestPerson,
  prompt: string,
  over: Record<string, unknown> = {},
): Promise<Streamed & { id: string; responseId: string }> {
  const response = await person.api.raw("POST", "/api/conversations", {
    body: JSON.stringify({ prompt, model: model.id, ...over }),
    headers: { "content-type": "application/json", accept: "text/event-stream" },
  });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  const read = await readEvents(response);
  const { conversation_id = "", response_id = "" } = read.opening ?? {};
  return { ...read, id: conversation_id, responseId: response_id };
}

/** Reads a stream to its end, or until `enough`. A stream that breaks gives what came. */
export async function readEvents(
  response: Response,
  enough: (read: Streamed) => boolean = () => false,
): Promise<Streamed> {
  const read: Streamed = { events: [], text: "", done: false, opening: null, receipt: null };
  const parser = createParser({ onEvent: (event) => take(read, event) });
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  while (reader && !enough(read)) {
    const next = await reader.read().catch(() => null);
    if (!next || next.done) break;
    parser.feed(decoder.decode(next.value, { stream: true }));
  }
  await reader?.cancel().catch(() => undefined);
  return read;
}

function take(read: Streamed, { id, data }: { id?: string; data: string }): void {
  if (data === "[DONE]") {
    read.done = true;
    return;
  }
  const part = JSON.parse(data) as Part;
  read.events.push({ id: id ?? "", part });
  if (part.type === "data-reset") read.text = "";
  if (part.type === "text-delta") read.text += part.delta;
  if (part.type === "data-receipt") read.receipt = part.data;
  if (part.type === "data-response") read.opening ??= part.data;
}

/** A conversation as the API gives it. */
export async function conversation(person: TestPerson, id: string): Promise<ConversationBody> {
  return (await person.api.get<ConversationBody>(`/api/conversations/${id}`)).body;
}

/** All calls of a person, oldest first. */
export async function calls(person: TestPerson): Promise<Call[]> {
  const reply = await person.api.get<{ data: Call[] }>("/api/usage/calls?limit=200");
  return reply.body.data.reverse();
}

/** Credits of a call by the price of the test model: 0.15 in, 0.60 out per million, rounded up. */
export function cost(inputTokens: number, outputTokens: number): number {
  return inputTokens * 150 + outputTokens * 600;
}

/** Gives a person a budget of their own that is spent instead of the Default, once. */
export async function giveBudget(
  admin: TestPerson["api"],
  person: TestPerson,
  credits: number,
): Promise<string> {
  const made = await admin.post<{ id: string }>("/api/allowances", {
    name: "Own",
    kind: "budget",
    level: "user",
    subject_id: person.id,
    window: "none",
    credits,
  });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return made.body.id;
}

/** The allowances that bind a person. */
export async function allowances(person: TestPerson): Promise<Allowance[]> {
  return (await person.api.get<{ data: Allowance[] }>("/api/allowances")).body.data;
}
