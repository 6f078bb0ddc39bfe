import { isUtf8 } from "node:buffer";
import { ProviderError } from "../provider-error";
import { type Reply, textOf } from "./http-post";

/** A whole reply larger than this is not read. */
export const replyBytesMax = 20_000_000;

/** Of a reply that did not come whole, so much is kept for our own count (characters). */
const partCharsMax = 500_000;

/** A reply that parses and does not end is let go after so long (ms) in which nothing came. */
const afterEndMs = 250;
const brace = 125;

/**
 * A whole reply as `parse` understands it: then it is whole, however its connection ends after
 * that. Rejects with `broken` where it is not, or over `bytesMax`, with the part that came. What
 * `parse` throws of another kind is thrown as it is.
 */
export function readReply<T>(
  reply: Reply,
  bytesMax: number,
  parse: (text: string) => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let timer: NodeJS.Timeout | undefined;
    const ended = (why?: unknown) => {
      clearTimeout(timer);
      const all = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      const text = all.toString("utf8");
      try {
        if (!isUtf8(all)) throw new ProviderError("broken", noText(reply));
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
        clearTimeout(timer);
        if (size > bytesMax) {
          reply.destroy();
          const error = new ProviderError("broken", "The provider sent more than we read.");
          reject(withPart(error, startOf(chunks)));
        } else if (bytes[bytes.length - 1] === brace) {
          timer = setTimeout(() => {
            if (!isJson(chunks)) return;
            reply.destroy();
            ended();
          }, afterEndMs);
        }
      },
      end: () => ended(),
      broke: ended,
    });
  });
}

function noText({ headers }: Reply): string {
  return (textOf(headers["content-encoding"]) ?? "identity") === "identity"
    ? "The provider sent text that is no text."
    : "The provider sent its answer compressed, which was not asked for.";
}

function isJson(chunks: readonly Buffer[]): boolean {
  try {
    JSON.parse(Buffer.concat(chunks).toString("utf8"));
    return true;
  } catch {
    return false;
  }
}

/** As much as is kept of a part. */
function startOf(chunks: readonly Buffer[]): string {
  let text = "";
  for (const bytes of chunks) {
    if (text.length >= partCharsMax) break;
    text += bytes.toString("utf8");
  }
  return text;
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
