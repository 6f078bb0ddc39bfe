import { createParser } from "eventsource-parser";
import { db } from "../db/client";
import { conversations, responses } from "../db/schema";
import { write } from "../db/write";
import { newId } from "../ids";
import { type Generation, goLive, leaveLive, newGeneration } from "./live";
import { append, committed, rowStatement, takePending } from "./log";
import { openingParts, type Part } from "./parts";

/** A conversation of `userId` with nothing in it. */
export async function makeConversation(userId: string): Promise<string> {
  const id = newId();
  const now = Date.now();
  await db().insert(conversations).values({
    id,
    userId,
    name: "Test",
    namedBy: "prompt",
    model: "demo",
    createdAt: now,
    updatedAt: now,
  });
  return id;
}

/** A generation that a test writes by hand: its opening row is in the log, and it is live. */
export async function makeGeneration(conversationId: string, userId: string): Promise<Generation> {
  const responseId = newId();
  const now = new Date();
  await db()
    .insert(responses)
    .values({
      id: responseId,
      conversationId,
      model: "demo",
      prompt: "Hello",
      optionsJson: "{}",
      response: "",
      status: "streaming",
      purpose: "chat",
      traceId: "0".repeat(32),
      datetimeUtc: now.toISOString(),
      createdAt: now.getTime(),
    });
  const generation = newGeneration({ conversationId, responseId, userId, model: "demo" });
  const opening: Part[] = [
    ...openingParts({
      conversation_id: conversationId,
      response_id: responseId,
      trace_id: "0".repeat(32),
      prompt: "Hello",
      model: "demo",
      max_output_tokens: 100,
      reserved_credits: 1,
    }),
    { type: "text-start", id: "0" },
  ];
  goLive(generation);
  const [row] = await write([rowStatement(generation, opening)]);
  committed(generation, opening, row, false);
  return generation;
}

/** Writes one delta and waits until it is in the log. */
export async function writeDelta(generation: Generation, delta: string): Promise<void> {
  append(generation, { type: "text-delta", id: "0", delta });
  const parts = takePending(generation);
  const [row] = await write([rowStatement(generation, parts)]);
  committed(generation, parts, row, false);
}

/** Ends a generation as the close of its call would. */
export async function endGeneration(generation: Generation): Promise<void> {
  const data = {
    response_id: generation.responseId,
    status: "done",
    finish_reason: "stop",
    error: null,
    input_tokens: 1,
    output_tokens: 1,
    cost_credits: 1,
    usage_source: "provider",
    usage_id: null,
    remaining: [],
  };
  const last: Part[] = [
    { type: "text-end", id: "0" },
    { type: "data-receipt", data },
  ];
  const [row] = await write([rowStatement(generation, last)]);
  leaveLive(generation);
  committed(generation, last, row, true);
  generation.end();
}

export type Read = { events: { id: string; part: Part }[]; done: boolean };

/** Reads a stream to its end, or until `enough` says so. */
export async function readStream(
  stream: ReadableStream<Uint8Array>,
  enough: (read: Read) => boolean = () => false,
): Promise<Read> {
  const read: Read = { events: [], done: false };
  const parser = createParser({
    onEvent: ({ id, data }) => {
      if (data === "[DONE]") read.done = true;
      else read.events.push({ id: id ?? "", part: JSON.parse(data) as Part });
    },
  });
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  while (!enough(read)) {
    const { value, done } = await reader.read();
    if (done) break;
    parser.feed(decoder.decode(value, { stream: true }));
  }
  await reader.cancel();
  return read;
}
