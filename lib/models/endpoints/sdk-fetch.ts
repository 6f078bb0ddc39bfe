import { markDigits, unmarkDigits } from "../../digits";
import { ProviderError } from "../provider-error";
import { isObject, parseReply } from "./chat-chunk";
import { postJson, type Reply, textOf } from "./http-post";
import { errorOf } from "./provider-words";
import { readReply, replyBytesMax } from "./reply-body";
import { refuseBadHead } from "./reply-head";
import { SseReader } from "./sse";

export type SdkPlace = {
  /** Without a slash at the end. */
  baseUrl: string;
  apiKey: string | null;
};

/** Reads the output limit that a request body sets, for a last look before it goes out. */
type LimitIn = (body: unknown) => unknown;

/**
 * The `fetch` of one call through a provider's SDK, over plain HTTP: one request, to the host
 * the key is for, with no redirect followed. Fails with ProviderErrors as our own dialect does.
 */
export class SdkFetch {
  private reply: Reply | null = null;
  private asked = false;
  /** A whole reply as it came, should the SDK not understand it. */
  whole: string | null = null;

  constructor(
    private readonly place: SdkPlace,
    private readonly limit: { most: number | undefined; in: LimitIn },
  ) {}

  /** Closes the connection, unless the reply has ended: then another call may have it already. */
  cancel(): void {
    this.reply?.destroy();
  }

  readonly fetch = async (input: unknown, init?: RequestInit): Promise<Response> => {
    const url = new URL(String(input));
    const sent = init?.body;
    if (url.origin !== new URL(this.place.baseUrl).origin) throw unsent("is at another address");
    if (typeof sent !== "string") throw unsent("would get something that is not JSON");
    if (this.asked) throw unsent("would be asked twice for one answer");
    this.refuseOverLimit(sent);
    this.asked = true;
    const headers = Object.fromEntries(new Headers(init?.headers));
    const reply = await postJson(url, headers, unmarkDigits(sent), init?.signal ?? undefined);
    this.reply = reply;
    await refuseBadHead(reply, this.place.apiKey);
    const type = mediaTypeOf(reply);
    const body = type === "application/json" ? await this.wholeOf(reply) : bodyOf(reply, type);
    return new Response(body, { status: 200, headers: headersOf(reply) });
  };

  /** The text of a whole reply; else `broken`, with what came, or the error that it is. */
  private async wholeOf(reply: Reply): Promise<string> {
    this.whole = await readReply(reply, replyBytesMax, (text) => {
      const { error } = parseReply(text);
      if (isObject(error)) throw errorOf(error, "status");
      return text;
    });
    // Of tools that are called the SDK makes values.
    return callsTools.test(this.whole) ? markDigits(this.whole) : this.whole;
  }

  /** What is held is what may come: an SDK that asks for more is not sent. */
  private refuseOverLimit(body: string): void {
    const { most, in: limitIn } = this.limit;
    if (most === undefined) return;
    const asked = limitIn(JSON.parse(body));
    if (typeof asked !== "number" || asked > most) throw unsent("would be asked for too much");
  }
}

const callsTools = /"(?:tool_use|functionCall)"/;

function unsent(why: string): ProviderError {
  return new ProviderError("unsent", `The provider ${why}. Nothing was sent.`);
}

function headersOf(reply: Reply): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(reply.headers)) {
    // Others than of ASCII are refused there, or mean something else.
    if (typeof value === "string" && /^[\t\x20-\x7e]*$/.test(value)) headers.set(name, value);
  }
  return headers;
}

function mediaTypeOf({ headers }: Reply): string | undefined {
  return textOf(headers["content-type"])?.split(";")[0]?.trim().toLowerCase();
}

/** The bytes as they come, looked through for what would take too much memory. */
function bodyOf(reply: Reply, type: string | undefined): ReadableStream<Uint8Array> {
  const watch = watchOf(type);
  let over = false;
  let failure: { error: unknown } | null = null;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const fail = (error: unknown) => {
        if (over) return;
        over = true;
        // What came before it is read first: an error takes the place of what waits.
        if ((controller.desiredSize ?? 0) > 0) controller.error(error);
        else failure = { error };
      };
      reply.read({
        data: (bytes) => {
          if (over) return;
          try {
            watch(bytes);
          } catch (error) {
            fail(error);
            reply.destroy();
            return;
          }
          controller.enqueue(new Uint8Array(bytes));
          if ((controller.desiredSize ?? 0) <= 0) reply.pause();
        },
        end: () => {
          if (over) return;
          over = true;
          controller.close();
        },
        broke: fail,
      });
    },
    pull(controller) {
      if (failure) controller.error(failure.error);
      else reply.resume();
    },
    cancel() {
      over = true;
      reply.destroy();
    },
  });
}

function watchOf(type: string | undefined): (bytes: Buffer) => void {
  if (type === "text/event-stream") {
    const reader = new SseReader(() => undefined);
    return (bytes) => reader.push(bytes);
  }
  if (type === "text/html") throw new ProviderError("broken", "The provider sent a page.");
  let size = 0;
  return (bytes) => {
    size += bytes.length;
    if (size > replyBytesMax) {
      throw new ProviderError("broken", "The provider sent more than we read.");
    }
  };
}
