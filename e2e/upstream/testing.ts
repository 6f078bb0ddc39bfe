import { connect } from "node:net";
import type { Upstream } from "./server";
import type { Call } from "./truth";

/** A reply as its bytes were on the wire, and how the connection ended. */
export interface RawReply {
  status: number | null;
  headers: Record<string, string>;
  /** The body with its HTTP chunks joined. */
  body: Buffer;
  /** The body's HTTP chunks, each as it was sent. */
  chunks: Buffer[];
  /** The body was ended as HTTP says: the last chunk, or all of its length. */
  complete: boolean;
  /** `open`: it was still open when `holdMs` were over. */
  ended: "fin" | "reset" | "open";
}

export interface AskOptions {
  path?: string;
  /** Give up waiting after so long, and report what came. */
  holdMs?: number;
  /** Called with all bytes so far; return true to close from this side. */
  until?: (bytes: Buffer) => boolean;
}

/** Asks over a bare socket, so that resets, ends and packets are seen as they are. */
export function askRaw(port: number, body: unknown, options: AskOptions = {}): Promise<RawReply> {
  const json = Buffer.from(JSON.stringify(body));
  const head =
    `POST ${options.path ?? "/v1/chat/completions"} HTTP/1.1\r\nhost: upstream\r\n` +
    "authorization: Bearer sk-test-12345678\r\ncontent-type: application/json\r\n" +
    `content-length: ${json.length}\r\nconnection: close\r\n\r\n`;
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () =>
      socket.write(Buffer.concat([Buffer.from(head), json])),
    );
    const finish = (ended: RawReply["ended"]) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ ...parseReply(Buffer.concat(parts)), ended });
    };
    const timer = setTimeout(finish, options.holdMs ?? 5000, "open");
    socket.on("data", (part) => {
      parts.push(part);
      if (options.until?.(Buffer.concat(parts))) finish("open");
    });
    socket.once("end", () => finish("fin"));
    socket.once("error", () => finish("reset"));
  });
}

function parseReply(bytes: Buffer): Omit<RawReply, "ended"> {
  const at = bytes.indexOf("\r\n\r\n");
  if (at < 0) {
    return { status: null, headers: {}, body: bytes, chunks: [], complete: false };
  }
  const [first = "", ...lines] = bytes.subarray(0, at).toString("latin1").split("\r\n");
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const status = Number(first.split(" ")[1]);
  const rest = bytes.subarray(at + 4);
  if (headers["transfer-encoding"] === "chunked") return { status, headers, ...dechunk(rest) };
  const complete = rest.length === Number(headers["content-length"]);
  return { status, headers, body: rest, chunks: [rest], complete };
}

function dechunk(bytes: Buffer): Pick<RawReply, "body" | "chunks" | "complete"> {
  const chunks: Buffer[] = [];
  let complete = false;
  for (let at = 0; at < bytes.length && !complete; ) {
    const line = bytes.indexOf("\r\n", at);
    if (line < 0) break;
    const size = Number.parseInt(bytes.subarray(at, line).toString("latin1"), 16);
    if (size === 0) complete = true;
    else chunks.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
  return { body: Buffer.concat(chunks), chunks, complete };
}

/** The data of each event, `[DONE]` included; comments and other fields are left out. */
export function dataOf(body: Buffer): string[] {
  const events = body.toString("utf8").split(/\r?\n\r?\n/);
  const data = events.map((event) => {
    const lines = event.split(/\r?\n/).filter((line) => line.startsWith("data:"));
    return lines.map((line) => line.replace(/^data: ?/, "")).join("\n");
  });
  return data.filter((text) => text !== "");
}

interface SeenChunk {
  id?: string;
  model?: string;
  choices?: { delta?: { content?: string }; finish_reason?: string | null }[];
  usage?: Record<string, unknown> | null;
  error?: unknown;
}

export interface SeenStream {
  chunks: SeenChunk[];
  text: string;
  finish: string[];
  /** Each usage that was not null. */
  usages: Record<string, unknown>[];
  done: number;
  broken: number;
}

/** What a careful reader makes of a stream. */
export function readStream(body: Buffer): SeenStream {
  const seen: SeenStream = { chunks: [], text: "", finish: [], usages: [], done: 0, broken: 0 };
  for (const data of dataOf(body)) {
    if (data === "[DONE]") seen.done++;
    else readChunk(data, seen);
  }
  return seen;
}

function readChunk(data: string, seen: SeenStream): void {
  let chunk: SeenChunk;
  try {
    chunk = JSON.parse(data) as SeenChunk;
  } catch {
    seen.broken++;
    return;
  }
  seen.chunks.push(chunk);
  const choice = Array.isArray(chunk?.choices) ? chunk.choices[0] : undefined;
  const content = choice?.delta?.content;
  if (typeof content === "string") seen.text += content;
  if (choice?.finish_reason) seen.finish.push(choice.finish_reason);
  if (chunk?.usage) seen.usages.push(chunk.usage);
}

/** A request as our own client would send it, with a directive at its beginning. */
export function request(script: object | null, over: object = {}): Record<string, unknown> {
  const content = script ? `@upstream ${JSON.stringify(script)} and a question` : "A question";
  return {
    model: "test-model",
    stream: true,
    stream_options: { include_usage: true },
    messages: [{ role: "user", content }],
    ...over,
  };
}

export const THREE = "alpha bravo charlie";
export const EIGHT = `${THREE} delta echo foxtrot golf hotel`;

export interface Played extends SeenStream {
  reply: RawReply;
  call: Call;
  data: string[];
}

/** Plays a fault on an answer of eight words, by default after the third. */
export async function playFault(
  upstream: Upstream,
  fault: string,
  script: object = {},
  over: object = {},
): Promise<Played> {
  const asked = request({ tokens: 8, after: 3, fault, ...script }, over);
  const reply = await askRaw(upstream.port, asked, { holdMs: 250 });
  const call = upstream.calls().at(-1);
  if (call?.fault !== fault) throw new Error(`the fault ${fault} was not recorded`);
  return { reply, call, data: dataOf(reply.body), ...readStream(reply.body) };
}
