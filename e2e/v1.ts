import { cost } from "./chat";
import { model } from "./fixtures";
import type { TestPerson } from "./person";

export type Usage = {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  cost_credits: number;
  estimated?: boolean;
};

export type Refusal = {
  error: {
    message: string;
    type: string;
    param: string | null;
    code: string | null;
    usage_id?: string;
    needed_credits?: number;
  };
};

export type Completion = {
  id: string;
  choices: { message: { role: string; content: string | null }; finish_reason: string }[];
  usage: Usage;
};

export type V1Stream = {
  status: number;
  headers: Headers;
  /** The text of all chunks. */
  text: string;
  finishReason: string | null;
  usage: Usage | null;
  /** Chunks with no choices. */
  usageChunks: number;
  error: Refusal["error"] | null;
  /** The stream ended with `[DONE]`. */
  done: boolean;
};

/** A body of one user message to the upstream's model. */
export function chatBody(content: string, more: Record<string, unknown> = {}) {
  return { model: model.id, messages: [{ role: "user", content }], ...more };
}

export function complete(person: TestPerson, body: unknown, headers: Record<string, string> = {}) {
  return person.api.post<Completion & Refusal>("/v1/chat/completions", body, headers);
}

/** Asks for a stream; the reply as it comes. */
export function openStream(
  person: TestPerson,
  content: string,
  more: Record<string, unknown> = {},
  init: RequestInit = {},
): Promise<Response> {
  return person.api.raw("POST", "/v1/chat/completions", {
    ...init,
    headers: { "content-type": "application/json", ...(init.headers as Record<string, string>) },
    body: JSON.stringify(chatBody(content, { stream: true, ...more })),
  });
}

type Chunk = {
  choices?: { delta?: { content?: string }; finish_reason?: string | null }[];
  usage?: Usage | null;
  error?: Refusal["error"];
};

/** Reads a stream to its end, wherever that is. */
export async function readStream(response: Response): Promise<V1Stream> {
  const text = await response.text();
  const isStream = /event-stream/.test(response.headers.get("content-type") ?? "");
  const read: V1Stream = {
    status: response.status,
    headers: response.headers,
    text: "",
    finishReason: null,
    usage: null,
    usageChunks: 0,
    error: null,
    done: false,
  };
  if (!isStream) return { ...read, error: (JSON.parse(text) as Refusal).error };
  for (const line of text.split(/\r?\n/)) {
    if (!line.startsWith("data:")) continue;
    const data = line.slice(5).trim();
    if (data === "[DONE]") read.done = true;
    else take(read, JSON.parse(data) as Chunk);
  }
  return read;
}

function take(read: V1Stream, { choices = [], usage, error }: Chunk): void {
  if (error) read.error = error;
  if (usage) read.usage = usage;
  if (choices.length === 0 && usage) read.usageChunks += 1;
  for (const { delta, finish_reason: reason } of choices) {
    read.text += delta?.content ?? "";
    read.finishReason = reason ?? read.finishReason;
  }
}

export async function stream(
  person: TestPerson,
  content: string,
  more: Record<string, unknown> = {},
): Promise<V1Stream> {
  return readStream(await openStream(person, content, more));
}

/** What the upstream's figures cost, as `usage` says it. */
export function usageOf(input: number, output: number): Usage {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    cost_credits: cost(input, output),
  };
}
