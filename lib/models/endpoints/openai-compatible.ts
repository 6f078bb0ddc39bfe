import type { LanguageModelV3, LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { generateResult } from "./chat-reply";
import { chatRequest } from "./chat-request";
import { postJson, type Reply } from "./http-post";
import { readReply, replyBytesMax } from "./reply-body";
import { refuseBadHead } from "./reply-head";
import { partsOf } from "./stream-parts";

export type OpenAiEndpoint = {
  provider: "openai" | "openai-compatible";
  upstreamId: string;
  /** Without a slash at the end, for instance `https://api.openai.com/v1`. */
  baseUrl: string;
  apiKey: string | null;
};

/**
 * A model behind the OpenAI chat dialect, over plain HTTP in one pass: a twentieth of the CPU
 * of the SDK's own provider, with ends that the rules of money can rely on.
 *
 * Before the answer it throws a ProviderError; inside a stream one comes as an `error` part, and
 * then there is no `finish`. Each usage a provider sends is a `raw` part `{usage}` as it comes, and
 * all of them are in `finish.usage.raw.packets`. Nothing is tried twice here.
 */
export function openAiCompatible(endpoint: OpenAiEndpoint): LanguageModelV3 {
  const { provider, upstreamId } = endpoint;
  const limitName = provider === "openai" ? "max_completion_tokens" : "max_tokens";
  const dialect = { upstreamId, limitName } as const;
  return {
    specificationVersion: "v3",
    provider,
    modelId: upstreamId,
    supportedUrls: {},
    async doGenerate(options) {
      const reply = await call(endpoint, chatRequest(dialect, options, false), options);
      return readReply(reply, replyBytesMax, generateResult);
    },
    async doStream(options) {
      const reply = await call(endpoint, chatRequest(dialect, options, true), options);
      return { stream: partsOf(reply) };
    },
  };
}

function call(
  endpoint: OpenAiEndpoint,
  body: string,
  { abortSignal }: LanguageModelV3CallOptions,
): Promise<Reply> {
  return postTo(wireOf(endpoint, "/chat/completions"), body, abortSignal);
}

/** Where an endpoint is called in its own dialect, worked out once. */
export type Wire = { url: URL; headers: Record<string, string>; apiKey: string | null };

export function wireOf({ baseUrl, apiKey }: OpenAiEndpoint, path: string): Wire {
  const headers: Record<string, string> = { accept: "text/event-stream, application/json" };
  if (apiKey !== null) headers.authorization = `Bearer ${apiKey}`;
  return { url: new URL(`${baseUrl}${path}`), headers, apiKey };
}

/** Posts a body to an endpoint; throws a ProviderError where it does not answer with a 2xx. */
export function postTo(
  { url, headers, apiKey }: Wire,
  body: string | Buffer,
  signal: AbortSignal | undefined,
  onRequest?: (reply: Reply) => void,
): Promise<Reply> {
  return postJson(url, headers, body, signal, onRequest).then((reply) =>
    reply.status >= 200 && reply.status < 300 ? reply : refuseBadHead(reply, apiKey),
  );
}
