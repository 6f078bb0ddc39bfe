import { PurserError } from "../errors";
import { answer } from "./answer";
import { pathOf } from "./node-front";
import type { GatewayRequest, Outlet } from "./request";

/** Answers `/v1` where only route handlers run; the same core as the Node front. */
export function webFront(request: Request): Promise<Response> {
  return new Promise((resolve) => {
    const outlet = new WebOutlet(request.signal, resolve);
    answer(requestOf(request), outlet).catch((error: unknown) => {
      console.error(error);
      resolve(new Response(null, { status: 500 }));
    });
  });
}

function requestOf(request: Request): GatewayRequest {
  return {
    method: request.method,
    path: pathOf(new URL(request.url).pathname),
    header: (name) => request.headers.get(name),
    body: (maxBytes) => bodyOf(request, maxBytes),
  };
}

async function bodyOf(request: Request, maxBytes: number): Promise<Buffer> {
  const tooLarge = () =>
    new PurserError("too_large", `${maxBytes} bytes are the most a request may have.`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (!request.body) return Buffer.alloc(0);
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

class WebOutlet implements Outlet {
  readonly #resolve: (response: Response) => void;
  readonly #headers = new Headers();
  #status = 200;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #onRoom: () => void = () => undefined;
  #onLeave: (() => void)[] = [];
  begun = false;
  left = false;

  constructor(signal: AbortSignal, resolve: (response: Response) => void) {
    this.#resolve = resolve;
    if (signal.aborted) this.#leave();
    else signal.addEventListener("abort", () => this.#leave(), { once: true });
  }

  add(name: string, value: string): void {
    this.#headers.set(name, value);
  }

  head(status: number, headers: Record<string, string>): void {
    this.begun = true;
    this.#status = status;
    for (const [name, value] of Object.entries(headers)) this.#headers.set(name, value);
  }

  write(bytes: Buffer | string): boolean {
    if (this.left) return true;
    const controller = this.#stream();
    controller.enqueue(Buffer.from(bytes));
    return (controller.desiredSize ?? 1) > 0;
  }

  end(bytes: Buffer | string = ""): void {
    if (this.left) return;
    if (!this.#controller) {
      this.#resolve(new Response(Buffer.from(bytes), this.#init()));
      return;
    }
    if (bytes.length > 0) this.#controller.enqueue(Buffer.from(bytes));
    this.#controller.close();
    this.#controller = null;
    this.#onLeave = [];
  }

  onRoom(callback: () => void): void {
    this.#onRoom = callback;
  }

  cutOff(last: () => void): void {
    const leaving = this.#onLeave;
    last();
    this.#onLeave = leaving;
    this.#leave();
  }

  onLeave(callback: () => void): void {
    if (this.left) callback();
    else this.#onLeave.push(callback);
  }

  #init(): ResponseInit {
    return { status: this.#status, headers: this.#headers };
  }

  #stream(): ReadableStreamDefaultController<Uint8Array> {
    if (this.#controller) return this.#controller;
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#onRoom(),
        cancel: () => this.#leave(),
      },
      { highWaterMark: 16 },
    );
    this.#resolve(new Response(body, this.#init()));
    if (!this.#controller) throw new Error("A stream starts when it is made.");
    return this.#controller;
  }

  #leave(): void {
    if (this.left) return;
    this.left = true;
    for (const callback of this.#onLeave.splice(0)) callback();
  }
}
