import { ProviderError } from "../provider-error";
import { connectionError, type Posted, postJson, replyBytesMax } from "./http-post";
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
 * The `fetch` of one call through a provider's SDK, over Node's `http`: one request, to the host
 * the key is for, with no redirect followed. Fails with ProviderErrors as our own dialect does.
 */
export class SdkFetch {
  private posted: Posted | null = null;
  private asked = false;

  constructor(
    private readonly place: SdkPlace,
    private readonly limit: { most: number | undefined; in: LimitIn },
  ) {}

  /** Closes the connection, unless the reply has ended: then another call may have it already. */
  cancel(): void {
    if (this.posted && !this.posted.response.readableEnded) this.posted.request.destroy();
  }

  readonly fetch = async (input: unknown, init?: RequestInit): Promise<Response> => {
    const url = new URL(String(input));
    const body = init?.body;
    if (url.origin !== new URL(this.place.baseUrl).origin) throw unsent("is at another address");
    if (typeof body !== "string") throw unsent("would get something that is not JSON");
    if (this.asked) throw unsent("would be asked twice for one answer");
    this.refuseOverLimit(body);
    this.asked = true;
    const headers = Object.fromEntries(new Headers(init?.headers));
    const posted = await postJson(url, headers, body, init?.signal ?? undefined);
    this.posted = posted;
    await refuseBadHead(posted, this.place.apiKey);
    return new Response(bodyOf(posted), { status: 200, headers: headersOf(posted) });
  };

  /** What is held is what may come: an SDK that asks for more is not sent. */
  private refuseOverLimit(body: string): void {
    const { most, in: limitIn } = this.limit;
    if (most === undefined) return;
    const asked = limitIn(JSON.parse(body));
    if (typeof asked !== "number" || asked > most) throw unsent("would be asked for too much");
  }
}

function unsent(why: string): ProviderError {
  return new ProviderError("unsent", `The provider ${why}. Nothing was sent.`);
}

function headersOf({ response }: Posted): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers)) {
    if (typeof value === "string") headers.set(name, value);
  }
  return headers;
}

/** The bytes as they come, looked through for what would take too much memory. */
function bodyOf(posted: Posted): ReadableStream<Uint8Array> {
  const { response, request } = posted;
  const watch = watchOf(response.headers["content-type"]);
  let over = false;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const fail = (error: unknown) => {
        if (over) return;
        over = true;
        controller.error(error);
      };
      response
        .on("data", (bytes: Buffer) => {
          if (over) return;
          try {
            watch(bytes);
          } catch (error) {
            fail(error);
            request.destroy();
            return;
          }
          controller.enqueue(new Uint8Array(bytes));
          if ((controller.desiredSize ?? 0) <= 0) response.pause();
        })
        .once("end", () => {
          if (over) return;
          over = true;
          controller.close();
        })
        .on("error", (cause) => fail(connectionError(cause, true)));
    },
    pull() {
      response.resume();
    },
    cancel() {
      if (!over) request.destroy();
      over = true;
    },
  });
}

function watchOf(contentType: string | undefined): (bytes: Buffer) => void {
  const type = contentType?.split(";")[0]?.trim().toLowerCase();
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
