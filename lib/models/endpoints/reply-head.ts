import { ProviderError } from "../provider-error";
import { type Reply, textOf } from "./http-post";
import { statusError } from "./provider-words";
import { readStart } from "./reply-body";

const errorBytesMax = 64_000;
const errorMs = 5000;

/** Throws for a reply that is no answer: a redirect, which is not followed, or an error status. */
export async function refuseBadHead(reply: Reply, apiKey: string | null): Promise<Reply> {
  const { status, headers } = reply;
  if (status >= 300 && status < 400) {
    reply.destroy();
    const message = `The provider sent us elsewhere (status ${status}). Our key goes nowhere else.`;
    throw new ProviderError("status", message, { status });
  }
  if (status >= 400) {
    const text = await readStart(reply, errorBytesMax, errorMs);
    throw statusError(status, text, apiKey, textOf(headers["retry-after"]));
  }
  return reply;
}
