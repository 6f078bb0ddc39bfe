import { isUtf8 } from "node:buffer";
import { ProviderError } from "../provider-error";
import type { Reply } from "./http-post";

/** A whole reply larger than this is not read. */
export const replyBytesMax = 20_000_000;

/** Of a reply that did not come whole, so much is kept for our own count (characters). */
const partCharsMax = 500_000;

/**
 * A whole reply as `parse` understands it: then it is whole, however its connection ended after
 * that. Rejects with `broken` where it is not, with the part that came; over `bytesMax` nothing is
 * kept. What `parse` throws of another kind is thrown as it is.
 */
export function readReply<T>(
  reply: Reply,
  bytesMax: number,
  parse: (text: string) => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const ended = (why?: unknown) => {
      const all = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      const text = all.toString("utf8");
      try {
        if (!isUtf8(all))
          throw new ProviderError("broken", "The provider sent text that is no text.");
        resolve(parse(text));
      } catch (error) {
        const isOurs = error instanceof ProviderError && error.failure === "broken";
        reject(withPart(isOurs ? (why ?? error) : error, text));
      }
    };
    reply.read({
      data: (bytes) => {
        size += bytes.length;
        chunks.push(bytes);
        if (size <= bytesMax) return;
        reply.destroy();
        reject(new ProviderError("broken", "The provider sent more than we read."));
      },
      end: ended,
      broke: ended,
    });
  });
}

function withPart(error: unknown, text: string): unknown {
  if (error instanceof ProviderError && error.failure === "broken" && text !== "") {
    error.part = text.slice(0, partCharsMax);
  }
  return error;
}

/** The beginning of an error reply, within `ms`; what cannot be read is left out. */
export function readStart(reply: Reply, bytesMax: number, ms: number): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const done = () => {
      clearTimeout(timer);
      reply.destroy();
      resolve(Buffer.concat(chunks).toString("utf8"));
    };
    const timer = setTimeout(done, ms);
    reply.read({
      data: (bytes) => {
        size += bytes.length;
        if (size <= bytesMax) chunks.push(bytes);
        else done();
      },
      end: done,
      broke: done,
    });
  });
}
