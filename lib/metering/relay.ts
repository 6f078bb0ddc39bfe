import type { LanguageModelV3StreamPart } from "@ai-sdk/provider";
import { ChatStream } from "../models/endpoints/chat-stream";
import { connectionError, type Posted } from "../models/endpoints/http-post";
import { SseReader } from "../models/endpoints/sse";
import { ProviderError } from "../models/provider-error";
import type { Closed } from "./call";
import type { RunningCall } from "./running-call";

/** Usage may still come after `[DONE]`, for so long (ms), where the reply does not end with it. */
const afterDoneMs = 250;

/** Made once: an error with its stack costs more than the rest of an end. */
const cutOff = new ProviderError("broken", "The provider stopped in the middle of its answer.");

type Chunk = { [member: string]: unknown };

/** What a relayed stream was, once it is over and its call is closed. */
export type Relayed = {
  /** Null when another closed it, or it could not be written. */
  closed: Closed | null;
  /** The last chunk with usage, as it came, without its choices; null when none did. */
  usageChunk: Chunk | null;
  /** The answer's head, for what we add to it. */
  head: Chunk;
  /** The reader was given an event that says how the answer ended. */
  finished: boolean;
};

/**
 * Passes a chat stream on as it comes while the meter reads along: one pass over the bytes. Kept
 * back are usage, which is told when it is settled, `[DONE]`, and what makes no sense. `pass` gets
 * the bytes of whole events, many at once; when it returns false, nothing more is read until
 * `resume`.
 */
export class ChatRelay {
  readonly over: Promise<Relayed>;
  readonly #call: RunningCall;
  readonly #posted: Posted;
  readonly #pass: (bytes: Buffer) => boolean;
  readonly #chat = new ChatStream((part) => this.#part(part));
  readonly #reader = new SseReader(
    (data, from, to) => this.#event(data, from, to),
    (from, to) => this.#passOn(from, to),
  );
  #out: Buffer[] = [];
  #from = 0;
  #to = 0;
  #done = false;
  #ended = false;
  #flushing = false;
  #counting = 0;
  #isFull = false;
  #timer: NodeJS.Timeout | undefined;
  #usageChunk: Chunk | null = null;
  #head: Chunk = {};
  #finished = false;
  #resolve: (relayed: Relayed) => void = () => undefined;

  constructor(call: RunningCall, posted: Posted, pass: (bytes: Buffer) => boolean) {
    this.#call = call;
    this.#posted = posted;
    this.#pass = pass;
    this.over = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    call.wait();
    posted.response
      .on("data", (bytes: Buffer) => this.#read(bytes))
      .once("end", () => this.#close(() => this.#chat.end(this.#readRest() ?? cutOff)))
      .on("error", (cause) => this.#close(() => this.#chat.end(connectionError(cause, true))));
    call.onCut(() => {
      posted.request.destroy();
      this.#close(() => this.#chat.flush());
    });
  }

  /** The reader can take more. */
  resume(): void {
    this.#isFull = false;
    this.#readOn();
  }

  #readOn(): void {
    if (this.#isFull || this.#counting > 0 || this.#ended) return;
    this.#call.wait();
    this.#posted.response.resume();
  }

  #read(bytes: Buffer): void {
    if (this.#ended) return;
    try {
      this.#reader.push(bytes);
    } catch (error) {
      this.#keepPassed();
      this.#close(() => this.#chat.fail(error));
      this.#posted.request.destroy();
      return;
    }
    this.#keepPassed();
    if (this.#done) this.#timer ??= setTimeout(() => this.#lateEnd(), afterDoneMs);
    if (this.#flushing) return;
    // The HTTP chunks of one TCP read come one by one in the same turn: one write for all of them.
    this.#flushing = true;
    process.nextTick(() => this.#flush());
  }

  #flush(): void {
    this.#flushing = false;
    if (this.#ended) return;
    this.#chat.flush();
    this.#call.wait();
    this.#write();
    if (this.#isFull) this.#posted.response.pause();
  }

  #event(data: string, from: number, to: number): void {
    if (data === "[DONE]") {
      this.#done = true;
      return;
    }
    const chunk = this.#chat.event(data);
    if (!chunk) return;
    if (this.#chat.finished) this.#finished = true;
    if (this.#head.id === undefined) this.#head = headOf(chunk);
    const { usage, ...rest } = chunk;
    if (usage === undefined || usage === null) {
      this.#passOn(from, to);
      return;
    }
    this.#usageChunk = { ...rest, choices: [], usage };
    if (!Array.isArray(rest.choices) || rest.choices.length === 0) return;
    this.#keepPassed();
    this.#out.push(Buffer.from(`data: ${JSON.stringify(rest)}\n\n`));
  }

  /** Events that follow each other go on as one piece. */
  #passOn(from: number, to: number): void {
    if (from !== this.#to) this.#keepPassed();
    if (this.#to === 0 || from !== this.#to) this.#from = from;
    this.#to = to;
  }

  #keepPassed(): void {
    if (this.#to > this.#from) this.#out.push(this.#reader.bytes.subarray(this.#from, this.#to));
    this.#from = 0;
    this.#to = 0;
  }

  #write(): void {
    const [first, ...more] = this.#out;
    if (!first) return;
    this.#out = [];
    if (!this.#pass(more.length === 0 ? first : Buffer.concat([first, ...more]))) {
      this.#isFull = true;
    }
  }

  #part(part: LanguageModelV3StreamPart): void {
    const shown = this.#call.take(part);
    if (typeof shown === "boolean") return;
    // Long texts are counted in slices; nothing is read meanwhile.
    this.#counting += 1;
    this.#posted.response.pause();
    shown.finally(() => {
      this.#counting -= 1;
      this.#readOn();
    });
  }

  #lateEnd(): void {
    this.#close(() => this.#chat.end(cutOff));
    this.#posted.request.destroy();
  }

  /** The last event may lack its blank line. Null when it was whole, or there was none. */
  #readRest(): ProviderError | null {
    try {
      this.#reader.end();
      this.#keepPassed();
      return null;
    } catch (error) {
      if (error instanceof ProviderError) return error;
      throw error;
    }
  }

  #close(last: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    last();
    this.#write();
    this.#call.end().then((closed) => {
      const [head, usageChunk, finished] = [this.#head, this.#usageChunk, this.#finished];
      this.#resolve({ closed, head, usageChunk, finished });
    });
  }
}

function headOf({ id, object, created, model }: Chunk): Chunk {
  return { id, object, created, model };
}
