import type { LanguageModelV3StreamPart } from "@ai-sdk/provider";
import { ProviderError } from "../provider-error";
import { generateResult, replyToParts } from "./chat-reply";
import { ChatStream } from "./chat-stream";
import { type Reply, textOf } from "./http-post";
import { readReply, replyBytesMax } from "./reply-body";
import { SseReader } from "./sse";

type Parts = ReadableStream<LanguageModelV3StreamPart>;
type Controller = ReadableStreamDefaultController<LanguageModelV3StreamPart>;

/** Parts that wait for a slow reader before the socket is paused. */
const partsWaitingMax = 32;
/** Usage may still come after `[DONE]`, for so long (ms), where the reply does not end with it. */
const afterDoneMs = 250;

function mediaType({ headers }: Reply): string | undefined {
  return textOf(headers["content-type"])?.split(";")[0]?.trim().toLowerCase();
}

const eventStream = "text/event-stream";

/** True where a reply is a stream, by what it says it is, or as it does not say. */
export function isEventStream(reply: Reply): boolean {
  const given = textOf(reply.headers["content-type"]);
  // As nearly all say it.
  if (given === undefined || given === eventStream) return true;
  if (given.startsWith(`${eventStream};`)) return true;
  return mediaType(reply) === eventStream;
}

/** The reply to a call that asked for a stream, as parts, by what it says it is. */
export function partsOf(reply: Reply): Parts {
  if (isEventStream(reply)) return eventParts(reply);
  if (mediaType(reply) === "application/json") return replyParts(reply);
  reply.destroy();
  const error = new ProviderError("broken", "The provider sent a page in place of an answer.");
  return new ReadableStream({
    start(controller) {
      controller.enqueue({ type: "stream-start", warnings: [] });
      controller.enqueue({ type: "error", error });
      controller.close();
    },
  });
}

/** Asked for a stream, it answered with a whole reply: taken as a stream of one. */
function replyParts(reply: Reply): Parts {
  return new ReadableStream({
    async start(controller) {
      controller.enqueue({ type: "stream-start", warnings: [] });
      try {
        const result = await readReply(reply, replyBytesMax, generateResult);
        for (const part of replyToParts(result)) controller.enqueue(part);
      } catch (error) {
        controller.enqueue({ type: "error", error });
      }
      controller.close();
    },
    cancel() {
      reply.destroy();
    },
  });
}

/** One pass over the bytes; a reader that does not keep up pauses the socket. */
function eventParts(reply: Reply): Parts {
  let pump: Pump | undefined;
  return new ReadableStream<LanguageModelV3StreamPart>(
    {
      start(controller) {
        pump = new Pump(reply, controller);
      },
      pull() {
        reply.resume();
      },
      cancel() {
        pump?.stop();
      },
    },
    { highWaterMark: partsWaitingMax },
  );
}

class Pump {
  private readonly reply: Reply;
  private readonly controller: Controller;
  private readonly chat: ChatStream;
  private readonly reader: SseReader;
  private done = false;
  private over = false;
  private flushing = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(reply: Reply, controller: Controller) {
    this.reply = reply;
    this.controller = controller;
    this.chat = new ChatStream((part) => controller.enqueue(part));
    this.reader = new SseReader((data) => this.event(data));
    controller.enqueue({ type: "stream-start", warnings: [] });
    reply.read({
      data: (bytes) => this.read(bytes),
      end: () => this.ended(),
      broke: (error) => {
        const isOurs = !(error instanceof ProviderError);
        this.close(() => (isOurs ? this.chat.fail(error) : this.chat.end(error)));
      },
    });
  }

  /** Nobody reads any more: the connection is closed. */
  stop(): void {
    this.over = true;
    clearTimeout(this.timer);
    this.reply.destroy();
  }

  private event(data: string): void {
    if (data === "[DONE]") this.done = true;
    else this.chat.event(data);
  }

  private read(bytes: Buffer): void {
    if (this.over) return;
    try {
      this.reader.push(bytes);
    } catch (error) {
      this.close(() => this.chat.fail(error));
      this.reply.destroy();
      return;
    }
    if (this.done) this.timer ??= setTimeout(() => this.lateEnd(), afterDoneMs);
    if (this.flushing) return;
    // The HTTP chunks of one TCP read come one by one in the same turn: one part for all of them.
    this.flushing = true;
    process.nextTick(() => this.flush());
  }

  private flush(): void {
    this.flushing = false;
    if (this.over) return;
    this.chat.flush();
    if ((this.controller.desiredSize ?? 0) <= 0) this.reply.pause();
  }

  private lateEnd(): void {
    this.close(() => this.chat.end(cutOff()));
    this.reply.destroy();
  }

  private ended(): void {
    this.close(() => this.chat.end(this.readRest() ?? cutOff()));
  }

  /** The last event may lack its blank line. Null when it was whole, or there was none. */
  private readRest(): ProviderError | null {
    try {
      this.reader.end();
      return null;
    } catch (error) {
      if (error instanceof ProviderError) return error;
      throw error;
    }
  }

  private close(last: () => void): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.timer);
    last();
    this.controller.close();
  }
}

function cutOff(): ProviderError {
  return new ProviderError("broken", "The provider stopped in the middle of its answer.");
}
