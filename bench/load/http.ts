import { Agent, type IncomingMessage, request } from "node:http";
import type { Target } from "./jobs";

const agent = new Agent({ keepAlive: true, maxSockets: 5000 });

/** Posts, and gives the reply as soon as its headers are there. */
export function post(target: Target): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const length = String(Buffer.byteLength(target.body));
    const headers = { ...target.headers, "content-length": length };
    const asked = request(target.url, { agent, method: "POST", headers }, resolve);
    asked.once("error", reject);
    asked.end(target.body);
  });
}

export function isGood(reply: IncomingMessage): boolean {
  return reply.statusCode === 200 || reply.statusCode === 201;
}

/** Reads to the end; gives every part to `part`. */
export function drain(reply: IncomingMessage, part: (bytes: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    reply.on("data", part);
    reply.once("end", resolve);
    reply.once("error", reject);
  });
}

const DONE = "data: [DONE]";
const TAIL = 400;

/** Posts and reads to the end. Null when all was well, else what was not. */
export async function callToEnd(
  target: Target,
  part?: (bytes: Buffer) => void,
): Promise<string | null> {
  try {
    const reply = await post(target);
    let tail = "";
    await drain(reply, (bytes) => {
      part?.(bytes);
      const from = Math.max(0, bytes.length - TAIL);
      tail = (tail + bytes.toString("latin1", from)).slice(-TAIL);
    });
    if (!isGood(reply)) return `${reply.statusCode} ${tail}`;
    return tail.trimEnd().endsWith(DONE) ? null : `no end: ...${tail.slice(-80)}`;
  } catch (error) {
    return String(error);
  }
}
