import type { LanguageModelV3, LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { ProviderError } from "../provider-error";
import { generateResult } from "./chat-reply";
import { chatRequest } from "./chat-request";
import { type Posted, postJson, readBody, readStart, replyBytesMax } from "./http-post";
import { statusError } from "./provider-words";
import { partsOf } from "./stream-parts";

export type OpenAiEndpoint = {
  provider: "openai" | "openai-compatible";
  upstreamId: string;
  /** Without a slash at the end, for instance `https://api.openai.com/v1`. */
  baseUrl: string;
  apiKey: string | null;
};

const errorBytesMax = 64_000;
const errorMs = 5000;

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

async function refuseBadHead({ response }: Posted, apiKey: string | null): Promise<void> {
  const status = response.statusCode ?? 0;
  if (status >= 300 && status < 400) {
    response.destroy();
    const message = `The provider sent us elsewhere (status ${status}). Our key goes nowhere else.`;
    throw new ProviderError("status", message, { status });
  }
  if (status >= 400) {
    const text = await readStart(response, errorBytesMax, errorMs);
    throw statusError(status, text, apiKey, response.headers["retry-after"]);
  }
}
