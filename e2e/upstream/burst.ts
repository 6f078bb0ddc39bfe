import type { ServerResponse } from "node:http";
import { type Answer, trueUsage, usageChunk } from "./answer";
import { streamSteps } from "./steps";
import type { Call, Truth } from "./truth";
import { frame } from "./wire";

/**
 * The plain answer, cheaply: the benchmark counts our time as everybody's. All events but the
 * last two are the same for each call up to id and time, so they are framed once, with the HTTP
 * chunk of each (one a token, as from the real thing), and only the head is written anew.
 */
interface Template {
  bytes: Buffer;
  heads: number[];
  /** Bytes of the events alone, without the HTTP chunks around them. */
  payload: number;
}

const MAX_TEMPLATES = 100;
const templates = new Map<string, Template>();
const DONE = frame("[DONE]", {});
const LAST_CHUNK = Buffer.from("0\r\n\r\n");

function httpChunk(bytes: Buffer): Buffer {
  const size = Buffer.from(`${bytes.length.toString(16)}\r\n`);
  return Buffer.concat([size, bytes, Buffer.from("\r\n")]);
}

function headOf({ head }: Answer): string {
  const { id, created } = head;
  const json = JSON.stringify({ id, object: "chat.completion.chunk", created });
  return json.slice(0, -1);
}

function build(answer: Answer): Template {
  const framed: Buffer[] = [];
  for (const step of streamSteps(answer)) {
    if (!("chunk" in step) || step.kind === "usage") continue;
    framed.push(frame(JSON.stringify(step.chunk), {}));
  }
  const bytes = Buffer.concat(framed.map(httpChunk));
  const heads: number[] = [];
  const head = headOf(answer);
  for (let at = bytes.indexOf(head); at >= 0; at = bytes.indexOf(head, at + head.length)) {
    heads.push(at);
  }
  const payload = framed.reduce((sum, event) => sum + event.length, 0);
  return { bytes, heads, payload };
}

function templateOf(answer: Answer): Template {
  const { request, head, total, finish } = answer;
  const key = `${request.includeUsage} ${total} ${finish} ${head.id.length} ${head.model}`;
  let template = templates.get(key);
  if (!template) {
    if (templates.size >= MAX_TEMPLATES) templates.clear();
    template = build(answer);
    templates.set(key, template);
  }
  return template;
}

/** Whether an answer needs nothing but its number of tokens. */
export function isPlain({ request, script, total }: Answer): boolean {
  if (!request.stream || request.dialect !== "chat" || total > 1000) return false;
  for (const key in script) {
    const value: unknown = script[key as keyof typeof script];
    if (value !== undefined && key !== "tokens" && key !== "match") return false;
  }
  return true;
}

const HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-cache",
  "Transfer-Encoding": "chunked",
};

export function burst(answer: Answer, response: ServerResponse, call: Call, truth: Truth): void {
  const template = templateOf(answer);
  const events = Buffer.from(template.bytes);
  const head = Buffer.from(headOf(answer));
  for (const at of template.heads) head.copy(events, at);
  const tail: Buffer[] = [];
  if (answer.request.includeUsage) {
    const usage = trueUsage(answer, answer.total);
    call.usage_reported = usage;
    tail.push(frame(JSON.stringify(usageChunk(answer, usage)), {}));
  }
  tail.push(DONE);
  response.writeHead(200, HEADERS);
  // The chunks are in the bytes already.
  response.chunkedEncoding = false;
  response.end(Buffer.concat([events, ...tail.map(httpChunk), LAST_CHUNK]));
  truth.answered(call, 200);
  truth.sentWhole(call, answer);
  const tailBytes = tail.reduce((sum, event) => sum + event.length, 0);
  truth.wrote(call, template.payload + tailBytes);
  truth.finish(call);
}
