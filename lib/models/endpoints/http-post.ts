import type { Socket } from "node:net";
import { Agent, type buildConnector, Client, type Dispatcher, Pool, util } from "undici";
import { one } from "../../one";
import { ProviderError } from "../provider-error";

/**
 * Idle connections are kept this long (ms): shorter than servers keep theirs (5 s is usual), so
 * that a call is not written to a connection that is just being closed.
 */
const idleMs = 3000;

/** A connection that does not stand after so long (ms), with TLS, is given up: nothing was sent. */
const connectMs = 30_000;

/**
 * How often a request is given to another connection when the one that was kept for it is reset
 * before it was written. Several that were kept may go at once.
 */
const againMax = 5;

/** What may come before there is a reader, until the connection is paused. */
const waitingBytesMax = 64_000;

function connections(): Agent {
  return one("provider connections", () => {
    const idle = { keepAliveTimeout: idleMs, keepAliveMaxTimeout: idleMs };
    // How long a call may take is the meter's to say.
    const untimed = { headersTimeout: 0, bodyTimeout: 0, connect: { timeout: connectMs } };
    const factory = (origin: string | URL, options: object) =>
      new Pool(origin, { ...options, factory: (at, of) => new Line(at, of) });
    return new Agent({ ...idle, ...untimed, factory });
  });
}

/**
 * A connection that can be held: nothing more is read of its socket then. The HTTP client's own
 * way, a handler that returns false, throws where nobody catches it, and then tells of no end, when
 * a connection that is not kept alive ends or is reset meanwhile (nodejs/undici#5360, mended in 8).
 */
class Line extends Client {
  readonly #at: { socket: Socket | null; isHeld: boolean };

  constructor(origin: URL, options: Client.Options) {
    const at: { socket: Socket | null; isHeld: boolean } = { socket: null, isHeld: false };
    const connector = options.connect as buildConnector.connector;
    const connect: buildConnector.connector = (place, callback) =>
      connector(place, (...told) => {
        const [, socket] = told;
        if (socket) {
          const read = socket.read.bind(socket);
          socket.read = (size) =>
            at.isHeld && at.socket === socket && size !== 0 ? null : read(size);
          at.socket = socket;
          at.isHeld = false;
        }
        callback(...told);
      });
    super(origin, { ...options, connect });
    this.#at = at;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandlers) {
    // Not by its class: those of another bundle come here too.
    (handler as { line?: Line }).line = this;
    return super.dispatch(options, handler);
  }

  hold(): void {
    this.#at.isHeld = true;
  }

  release(): void {
    if (!this.#at.isHeld) return;
    this.#at.isHeld = false;
    const { socket } = this.#at;
    // Later, as this may be called while it, or another, is being read.
    process.nextTick(() => socket?.emit("readable"));
  }
}

/** Takes a reply's body: its bytes as they come, then its end, or how it broke off. */
export type BodyReader = {
  data: (bytes: Buffer) => void;
  end: () => void;
  broke: (error: unknown) => void;
};

type Settle = { resolve: (reply: Reply) => void; reject: (error: unknown) => void };

/**
 * The reply to one request: its head, and its body for one reader. What comes before there is one
 * waits for it. It is what the HTTP client (undici, in its leanest form) tells of the request.
 */
export class Reply implements Dispatcher.DispatchHandlers {
  status = 0;
  headers: Record<string, string | string[]> = {};
  /** All of it is here. */
  complete = false;
  #settle: Settle | null;
  readonly #signal: AbortSignal | undefined;
  #reader: BodyReader | null = null;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  /** Why no more of it comes; told as it is. */
  #error: unknown = null;
  #abort: (() => void) | null = null;
  #isPaused = false;
  #request: Dispatcher.DispatchOptions | null = null;
  #again = 0;
  /** What it comes over. */
  line: Line | null = null;
  /** That nothing was sent is worth more to know than why it was given up. */
  readonly #onSignal = () => this.abort(this.#abort ? this.#signal?.reason : undefined);

  constructor(settle: Settle, signal: AbortSignal | undefined) {
    this.#settle = settle;
    this.#signal = signal;
    signal?.addEventListener("abort", this.#onSignal, { once: true });
  }

  send(request: Dispatcher.DispatchOptions): void {
    this.#request = request;
    connections().dispatch(request, this);
  }

  /** Hands the body over: at once what is here of it. */
  read(reader: BodyReader): void {
    this.#reader = reader;
    this.resume();
    for (const bytes of this.#waiting.splice(0)) this.#reader?.data(bytes);
    if (this.complete) this.#reader?.end();
    else if (this.#error !== null) this.#reader?.broke(this.#error);
  }

  /** What was read of the socket at once still comes. */
  pause(): void {
    if (this.#isPaused || this.complete || this.#error !== null) return;
    this.#isPaused = true;
    this.line?.hold();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.line?.release();
  }

  /** Its reader wants no more, and is told nothing more. */
  destroy(): void {
    this.#reader = null;
    this.abort();
  }

  /**
   * Closes the connection, unless all of the reply is here; `reason` is what whoever waits or
   * reads is told.
   */
  abort(reason?: unknown): void {
    if (this.complete || this.#error !== null) return;
    this.#broke(reason ?? connectionError(new Error("It was given up."), this.#abort !== null));
    this.#abort?.();
  }

  /** From here the request may have been read. */
  onConnect(abort: () => void): void {
    this.#abort = abort;
    if (this.#error !== null) abort();
  }

  onHeaders(status: number, headers: Buffer[]): boolean {
    // Others come before it (RFC 9110, 15.2); a 100, which we do not ask for, breaks the call.
    if (status < 200) return true;
    this.status = status;
    this.headers = util.parseHeaders(headers) as Record<string, string | string[]>;
    this.#settle?.resolve(this);
    this.#settle = null;
    return true;
  }

  onData(bytes: Buffer): boolean {
    if (this.#reader) this.#reader.data(bytes);
    else this.#wait(bytes);
    return true;
  }

  #wait(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > waitingBytesMax) this.pause();
  }

  onComplete(): void {
    this.complete = true;
    this.resume();
    this.#signal?.removeEventListener("abort", this.#onSignal);
    this.#reader?.end();
  }

  onError(error: Error): void {
    if (this.#error !== null) return;
    const isWritten = this.#abort !== null;
    const isReset = (error as NodeJS.ErrnoException).code === "ECONNRESET";
    if (!isReset || isWritten || this.#again === againMax) {
      this.#broke(connectionError(error, isWritten));
      return;
    }
    this.#again += 1;
    setImmediate(() => {
      if (this.#error === null && this.#request) this.send(this.#request);
    });
  }

  #broke(error: unknown): void {
    this.#error = error;
    this.resume();
    this.#signal?.removeEventListener("abort", this.#onSignal);
    if (this.#settle) this.#settle.reject(error);
    else this.#reader?.broke(error);
  }
}

/**
 * Posts JSON to `url` and resolves with the reply's head. No redirect is followed. Rejects with
 * `unsent` when the request surely was not written, with `broken` when it was, or with the reason
 * of the signal that gave it up, which closes the connection at once.
 */
export function postJson(
  url: URL,
  headers: Record<string, string>,
  body: string | Buffer,
  signal: AbortSignal | undefined,
  onRequest?: (reply: Reply) => void,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const reply = new Reply({ resolve, reject }, signal);
    onRequest?.(reply);
    reply.send(requestOf(url, headers, body));
  });
}

type Place = Pick<Dispatcher.DispatchOptions, "origin" | "path"> & { auth: string | null };

const places = new WeakMap<URL, Place>();

/** Where a URL is, taken apart once. */
function placeOf(url: URL): Place {
  const known = places.get(url);
  if (known) return known;
  const { origin, pathname, search, username, password } = url;
  const named = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const auth = username ? `Basic ${Buffer.from(named).toString("base64")}` : null;
  const made = { origin, path: `${pathname}${search}`, auth };
  places.set(url, made);
  return made;
}

function requestOf(url: URL, headers: Record<string, string>, body: string | Buffer) {
  const { origin, path, auth } = placeOf(url);
  const sent: Record<string, string> = { ...headers, "content-type": "application/json" };
  if (auth !== null) sent.authorization ??= auth;
  return { origin, path, method: "POST" as const, headers: sent, body };
}

/** A header that is told once; of several the first. */
export function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === "object" ? header[0] : header;
}

/** A failed connection in words; nothing of the address is in them. */
function connectionError(cause: unknown, written: boolean): ProviderError {
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
