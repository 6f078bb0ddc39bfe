import { isUtf8 } from "node:buffer";
import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import { one } from "../../one";
import { ProviderError } from "../provider-error";

/**
 * Idle connections are kept this long (ms): shorter than servers keep theirs (5 s is usual), so
 * that a call is not written to a connection that is just being closed.
 */
const idleMs = 3000;

/** A whole reply larger than this is not read. */
export const replyBytesMax = 20_000_000;

/**
 * Node puts a text and the head before it together, and writes them at once where they are small;
 * bytes it gathers, which costs a third more. As Latin-1 a text has the bytes it was made of.
 */
export const oneWriteBytesMax = 15_000;

function agents() {
  return one("provider-agents", () => {
    const options = { keepAlive: true, timeout: idleMs, scheduling: "lifo" as const };
    return { http: new http.Agent(options), https: new https.Agent(options) };
  });
}

export type Posted = { request: ClientRequest; response: IncomingMessage };

/**
 * Posts JSON to `url` and resolves with the reply's head. No redirect is followed. Rejects with
 * `unsent` when the request surely was not written, with `broken` when it was, and with the
 * signal's reason when that fires, which closes the connection at once.
 */
export function postJson(
  url: URL,
  headers: Record<string, string>,
  body: string | Buffer,
  signal: AbortSignal | undefined,
  onRequest?: (request: ClientRequest) => void,
): Promise<Posted> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const isTls = url.protocol === "https:";
    const request = (isTls ? https : http).request({
      ...addressOf(url),
      method: "POST",
      agent: isTls ? agents().https : agents().http,
      headers: {
        ...headers,
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
      },
    });
    onRequest?.(request);
    const written = watchWritten(request, isTls);
    const onAbort = () => request.destroy();
    signal?.addEventListener("abort", onAbort, { once: true });
    request.once("response", (response) => {
      response.once("close", () => signal?.removeEventListener("abort", onAbort));
      resolve({ request, response });
    });
    request.on("error", (error) => {
      signal?.removeEventListener("abort", onAbort);
      reject(signal?.aborted ? signal.reason : connectionError(error, written()));
    });
    if (typeof body === "string" || body.length > oneWriteBytesMax) request.end(body);
    else request.end(body.toString("latin1"), "latin1");
  });
}

const addresses = new WeakMap<URL, http.RequestOptions>();

/** Where a URL is, taken apart once. */
function addressOf(url: URL): http.RequestOptions {
  const known = addresses.get(url);
  if (known) return known;
  const { protocol, port, pathname, search, username, password } = url;
  const made: http.RequestOptions = {
    protocol,
    hostname: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: port || undefined,
    path: `${pathname}${search}`,
    ...(username && { auth: `${decodeURIComponent(username)}:${decodeURIComponent(password)}` }),
  };
  addresses.set(url, made);
  return made;
}

/** Says whether the connection stood, so that the request may have been read. */
function watchWritten(request: ClientRequest, isTls: boolean): () => boolean {
  let written = false;
  request.once("socket", (socket) => {
    if (request.reusedSocket || (!isTls && !socket.connecting)) written = true;
    else socket.once(isTls ? "secureConnect" : "connect", () => (written = true));
  });
  return () => written;
}

/** A failed connection in words; nothing of the address is in them. */
export function connectionError(cause: unknown, written: boolean): ProviderError {
  const { code = "" } = cause as NodeJS.ErrnoException;
  if (written) {
    return new ProviderError("broken", "The connection to the provider broke.", { cause });
  }
  const why =
    unreachable[code] ?? (code ? `could not be reached (${code})` : "could not be reached");
  return new ProviderError("unsent", `The provider ${why}. Nothing was sent.`, { cause });
}

const unreachable: Record<string, string> = {
  ENOTFOUND: "has an address that is not known",
  EAI_AGAIN: "has an address that could not be looked up",
  ECONNREFUSED: "is not running, or refused the connection",
};

/** A whole reply as text; `broken` over `bytesMax`, when it breaks off, and for bad UTF-8. */
export async function readBody(response: IncomingMessage, bytesMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > bytesMax) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw connectionError(cause, true);
  }
  if (size > bytesMax) throw new ProviderError("broken", "The provider sent more than we read.");
  const bytes = Buffer.concat(chunks);
  if (!isUtf8(bytes)) throw new ProviderError("broken", "The provider sent text that is no text.");
  return bytes.toString("utf8");
}

/** The beginning of an error reply, within `ms`; what cannot be read is left out. */
export function readStart(response: IncomingMessage, bytesMax: number, ms: number) {
  return new Promise<string>((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const done = () => {
      clearTimeout(timer);
      response.destroy();
      resolve(Buffer.concat(chunks).toString("utf8"));
    };
    const timer = setTimeout(done, ms);
    response.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= bytesMax) chunks.push(chunk);
      else done();
    });
    response.once("end", done).once("error", done).once("close", done);
  });
}
