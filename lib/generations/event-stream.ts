import { watchAccess } from "../auth/watch-access";
import type { StreamEvent } from "./snapshot";

/** Of http-api.md: what every stream of ours is sent with. */
export const streamHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
  "x-vercel-ai-ui-message-stream": "v1",
};

const heartbeatEveryMs = 15_000;
/** A reader this far behind is cut off; it comes back with its Last-Event-ID. */
const bytesBehindMax = 2_000_000;

type Sender = {
  send: (events: StreamEvent[]) => void;
  /** Ends well, with `[DONE]`. */
  end: () => void;
  /** Ends without `[DONE]`: the reader sees that it broke. */
  fail: () => void;
};

type Options = {
  begin: (sender: Sender) => void;
  closed: () => void;
  mayGoOnUntil?: () => Promise<number>;
};

/** Server-sent events with heartbeats, bounded memory and an end. */
export function eventStream({ begin, closed, mayGoOnUntil }: Options): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const timers: NodeJS.Timeout[] = [];
  let unwatch: () => void = () => undefined;
  let open = true;
  const leave = () => {
    open = false;
    for (const timer of timers) clearInterval(timer);
    unwatch();
    closed();
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let quietSince = Date.now();
        const push = (text: string) => {
          if (!open) return;
          if ((controller.desiredSize ?? 0) < -bytesBehindMax) return fail();
          quietSince = Date.now();
          controller.enqueue(encoder.encode(text));
        };
        const fail = () => {
          if (!open) return;
          leave();
          controller.close();
        };
        const end = () => {
          if (!open) return;
          push("data: [DONE]\n\n");
          leave();
          controller.close();
        };
        const beat = () => {
          if (Date.now() - quietSince >= heartbeatEveryMs - 500) push(": still here\n\n");
        };
        timers.push(setInterval(beat, heartbeatEveryMs / 3));
        if (mayGoOnUntil) unwatch = watchAccess(mayGoOnUntil, fail);
        // Headers leave with the first bytes: who waits for its turn learns that it was taken.
        push(": here\n\n");
        begin({
          send: (events) => events.length > 0 && push(events.map(encode).join("")),
          end,
          fail,
        });
      },
      cancel() {
        if (open) leave();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 65_536 }),
  );
}

function encode({ id, part }: StreamEvent): string {
  return `id: ${id}\ndata: ${JSON.stringify(part)}\n\n`;
}
