import type { LanguageModelV3StreamPart } from "@ai-sdk/provider";
import type { EventReader } from "../models/endpoints/event-stream";
import type { Reply } from "../models/endpoints/http-post";
import { SseReader } from "../models/endpoints/sse";
import { ProviderError } from "../models/provider-error";
import type { Closed } from "./call";
import type { RunningCall } from "./running-call";

/** A reply that does not end with its last event is let go after so long (ms). */
const afterEndMs = 250;

/** Made once: an error with its stack costs more than the rest of an end. */
const cutOff = new ProviderError("broken", "The provider stopped in the middle of its answer.");

export type MakeReader<R extends EventReader> = (
  emit: (part: LanguageModelV3StreamPart) => void,
) => R;

/** What a relayed stream was, once it is over. */
export type Relayed = {
  /** The close of the call; null when another closed it, or it could not be written. */
  closed: Closed | null;
  /** What came and was not passed on, of an answer that was whole before anything was. */
  rest: Buffer[];
};

/**
 * Passes a stream of events on as it comes while `reader` reads along: one pass over the bytes.
 * What the reader keeps back is left to whoever ends the answer. `pass` gets the bytes of whole
 * events, many at once; when it returns false, nothing more is read until `resume`. An answer that
 * is here to its end before anything of it is passed on is handed over with its close instead.
 */
export class Relay<R extends EventReader> {
  readonly over: Promise<Relayed>;
  readonly reader: R;
  readonly #call: RunningCall;
  readonly #reply: Reply;
  readonly #pass: (bytes: Buffer) => boolean;
  readonly #sse = new SseReader(
    (data, from, to) => this.#event(data, from, to),
    (from, to) => this.#passOn(from, to),
  );
  #out: Buffer[] = [];
  #from = 0;
  #to = 0;
  #ended = false;
  #flushing = false;
  #counting = 0;
  #isFull = false;
  #hasPassed = false;
  #timer: NodeJS.Timeout | undefined;
  #resolve: (relayed: Relayed) => void = () => undefined;

  constructor(
    call: RunningCall,
    reply: Reply,
    makeReader: MakeReader<R>,
    pass: (bytes: Buffer) => boolean,
  ) {
    this.#call = call;
    this.#reply = reply;
    this.#pass = pass;
    this.reader = makeReader((part) => this.#part(part));
    this.over = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    call.wait();
    call.onCut((cut) => {
      reply.destroy();
      // What is past the limit is neither counted nor passed on.
      if (cut === "limit") this.#out = [];
      this.#close(() => this.reader.flush());
    });
    reply.read({
      data: (bytes) => this.#read(bytes),
      end: () => this.#close(() => this.#end(), this.#isWhole),
      broke: (error) =>
        this.#close(() => this.reader.end(error instanceof ProviderError ? error : cutOff)),
    });
  }

  /** All of it is here, and nothing of it was passed on. */
  get #isWhole(): boolean {
    return this.#reply.complete && !this.#hasPassed;
  }

  /** The client can take more. */
  resume(): void {
    this.#isFull = false;
    this.#readOn();
  }

  #readOn(): void {
    if (this.#isFull || this.#counting > 0 || this.#ended) return;
    this.#call.wait();
    this.#reply.resume();
  }

  #read(bytes: Buffer): void {
    if (this.#ended) return;
    try {
      this.#sse.push(bytes);
    } catch (error) {
      this.#keepPassed();
      this.#close(() => this.reader.fail(error));
      this.#reply.destroy();
      return;
    }
    this.#keepPassed();
    if (this.#flushing) return;
    // The HTTP chunks of one TCP read come one by one in the same turn: one write for all of them.
    this.#flushing = true;
    process.nextTick(() => this.#flush());
  }

  #flush(): void {
    this.#flushing = false;
    if (this.#ended) return;
    this.reader.flush();
    this.#call.wait();
    if (this.#isWhole) return;
    this.#write();
    if (this.#isFull) this.#reply.pause();
    if (this.reader.over) this.#timer ??= setTimeout(() => this.#lateEnd(), afterEndMs);
  }

  #event(data: string, from: number, to: number): void {
    const passes = this.reader.event(data);
    if (passes === true) this.#passOn(from, to);
    else if (passes !== false) {
      this.#keepPassed();
      this.#out.push(Buffer.from(passes));
    }
  }

  /** Events that follow each other go on as one piece. */
  #passOn(from: number, to: number): void {
    if (from !== this.#to) this.#keepPassed();
    if (this.#to === 0 || from !== this.#to) this.#from = from;
    this.#to = to;
  }

  #keepPassed(): void {
    if (this.#to > this.#from) this.#out.push(this.#sse.bytes.subarray(this.#from, this.#to));
    this.#from = 0;
    this.#to = 0;
  }

  #write(): void {
    const [first, ...more] = this.#out;
    if (!first) return;
    this.#out = [];
    this.#hasPassed = true;
    if (!this.#pass(more.length === 0 ? first : Buffer.concat([first, ...more]))) {
      this.#isFull = true;
    }
  }

  #part(part: LanguageModelV3StreamPart): void {
    const shown = this.#call.take(part);
    if (typeof shown === "boolean") return;
    // Long texts are counted in slices; nothing is read meanwhile.
    this.#counting += 1;
    this.#reply.pause();
    shown.finally(() => {
      this.#counting -= 1;
      this.#readOn();
    });
  }

  #lateEnd(): void {
    this.#close(() => this.reader.end(cutOff));
    this.#reply.destroy();
  }

  /** The last event may lack its blank line. */
  #end(): void {
    try {
      this.#sse.end();
      this.#keepPassed();
    } catch (error) {
      this.reader.cutShort(error);
      return;
    }
    this.reader.end(cutOff);
  }

  #close(last: () => void, isWhole = false): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    last();
    if (!isWhole) this.#write();
    this.#call.end().then((closed) => this.#resolve({ closed, rest: this.#out }));
  }
}
