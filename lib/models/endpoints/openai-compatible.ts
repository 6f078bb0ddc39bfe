import type { LanguageModelV3, LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { generateResult } from "./chat-reply";
import { chatRequest } from "./chat-request";
import { type Posted, postJson, readBody, replyBytesMax } from "./http-post";
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
 * A model behind the OpenAI chat dialect, over Node's `http` in one pass: a twentieth of the CPU
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
      const { response } = await call(endpoint, chatRequest(dialect, options, false), options);
      try {
        return generateResult(await readBody(response, replyBytesMax));
      } catch (error) {
        throw options.abortSignal?.aborted ? options.abortSignal.reason : error;
      }
    },
    async doStream(options) {
      const posted = await call(endpoint, chatRequest(dialect, options, true), options);
      return { stream: partsOf(posted, options.abortSignal) };
    },
  };
}

async function call(
  { baseUrl, apiKey }: OpenAiEndpoint,
  body: string,
  { abortSignal }: LanguageModelV3CallOptions,
): Promise<Posted> {
  const headers: Record<string, string> = { accept: "text/event-stream, application/json" };
  if (apiKey !== null) headers.authorization = `Bearer ${apiKey}`;
  const url = new URL(`${baseUrl}/chat/completions`);
  const posted = await postJson(url, headers, body, abortSignal);
  await refuseBadHead(posted, apiKey);
  return posted;
}
