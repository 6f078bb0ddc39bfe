import type { IncomingMessage, ServerResponse } from "node:http";
import { PurserError } from "../errors";
import { answer } from "./answer";
import type { GatewayRequest, Outlet } from "./request";

/** A body that is too large is still taken in, and forgotten, up to this: else no client hears. */
const unreadBytesMax = 64_000_000;

/** Answers `/v1` with Node's own objects: what `server.mjs` calls before Next.js sees a request. */
export function nodeFront(
  request: IncomingMessage,
  response: ServerResponse,
  headers: Record<string, string>,
): void {
  answer(requestOf(request), new NodeOutlet(response, headers)).catch((error: unknown) => {
    console.error(error);
    response.destroy();
  });
}

function requestOf(incoming: IncomingMessage): GatewayRequest {
  const { headers } = incoming;
  return {
    method: incoming.method ?? "GET",
    path: pathOf(incoming.url ?? "/"),
    header: (name) => {
      const value = headers[name];
      return value === undefined ? null : String(value);
    },
    body: (maxBytes) => bodyOf(incoming, maxBytes),
  };
}

export function pathOf(url: string): string {
  const end = url.indexOf("?");
  const path = end === -1 ? url : url.slice(0, end);
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // No encoding: it names nothing here, as it stands.
  }
}

function bodyOf(incoming: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () => {
      incoming.removeAllListeners("data");
      forget(incoming);
      reject(new PurserError("too_large", `${maxBytes} bytes are the most a request may have.`));
    };
    if (Number(incoming.headers["content-length"] ?? 0) > maxBytes) {
      tooLarge();
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    const broke = () => {
      if (!incoming.complete) reject(new PurserError("invalid", "The request broke off."));
    };
    incoming
      .on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBytes) tooLarge();
        else chunks.push(chunk);
      })
      .once("end", () =>
        resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)),
      )
      .once("close", broke)
      .on("error", broke);
  });
}

function forget(incoming: IncomingMessage): void {
  let size = 0;
  incoming.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > unreadBytesMax) incoming.destroy();
  });
}

const lastWordsMs = 5000;

/**
 * Node puts a text and the head before it together, and writes them at once where they are small;
 * bytes it gathers, which costs a third more. As Latin-1 a text has the bytes it was made of.
 */
const oneWriteBytesMax = 15_000;

const flats = new WeakMap<Record<string, string>, string[]>();

/** Headers as a list; those of the server are the same for each request. */
function flat(headers: Record<string, string>): string[] {
  const known = flats.get(headers);
  if (known) return known;
  const made = Object.entries(headers).flat();
  flats.set(headers, made);
  return made;
}

class NodeOutlet implements Outlet {
  readonly #response: ServerResponse;
  /** Names and values by turns: an object that grows by a header costs as much as sending it. */
  readonly #headers: string[];
  #status = 200;
  readonly #onLeave: (() => void)[] = [];
  begun = false;
  left = false;

  constructor(response: ServerResponse, headers: Record<string, string>) {
    this.#response = response;
    this.#headers = flat(headers).slice();
    response.once("close", () => {
      if (!response.writableFinished) this.#leave();
    });
  }

  add(name: string, value: string): void {
    const headers = this.#headers;
    for (let at = 0; at < headers.length; at += 2) {
      if (headers[at] !== name) continue;
      headers[at + 1] = value;
      return;
    }
    headers.push(name, value);
  }

  head(status: number, headers: Record<string, string>): void {
    this.begun = true;
    this.#status = status;
    for (const name in headers) this.add(name, headers[name] ?? "");
  }

  write(bytes: Buffer | string): boolean {
    if (this.left) return true;
    const response = this.#response;
    if (!response.headersSent) response.writeHead(this.#status, this.#headers);
    return response.write(bytes);
  }

  end(bytes: Buffer | string = ""): void {
    if (this.left) return;
    const response = this.#response;
    if (!response.headersSent) {
      this.add("content-length", String(Buffer.byteLength(bytes)));
      response.writeHead(this.#status, this.#headers);
      if (typeof bytes !== "string" && bytes.length <= oneWriteBytesMax) {
        response.end(bytes.toString("latin1"), "latin1");
        return;
      }
    }
    response.end(bytes);
  }

  onRoom(callback: () => void): void {
    this.#response.on("drain", callback);
  }

  cutOff(last: () => void): void {
    last();
    this.#leave();
    // A client that does not read what it is told is not waited for.
    setTimeout(() => this.#response.destroy(), lastWordsMs).unref();
  }

  onLeave(callback: () => void): void {
    if (this.left) callback();
    else this.#onLeave.push(callback);
  }

  #leave(): void {
    this.left = true;
    for (const callback of this.#onLeave.splice(0)) callback();
  }
}
