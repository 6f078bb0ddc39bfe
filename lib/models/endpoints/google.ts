import { createGoogleGenerativeAI } from "@ai-sdk/google";
import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { type DialectOptions, dialectKey } from "../options";
import { isObject } from "./chat-chunk";
import type { SdkPlace } from "./sdk-fetch";
import { type SdkDialect, sdkModel } from "./sdk-model";

const dialect: SdkDialect = {
  provider: "google",
  make: (upstreamId, { baseUrl, apiKey }, fetch) =>
    createGoogleGenerativeAI({ baseURL: baseUrl, apiKey: apiKey ?? "", fetch })(upstreamId),
  prepare,
  limitIn: (body) =>
    isObject(body) && isObject(body.generationConfig) && body.generationConfig.maxOutputTokens,
  usageIn: ({ usageMetadata }) => (isObject(usageMetadata) ? usageMetadata : undefined),
  modelIn: ({ modelVersion }) => modelVersion,
};

/** A model behind Gemini's API. */
export function googleModel(upstreamId: string, place: SdkPlace) {
  return sdkModel(dialect, upstreamId, place);
}

/** Thoughts count within the output limit here, so a budget needs no room of its own. */
function prepare(options: LanguageModelV3CallOptions): LanguageModelV3CallOptions {
  const { providerOptions = {} } = options;
  const { thinking_budget, reasoning_effort } = (providerOptions[dialectKey] ??
    {}) as DialectOptions;
  const thinkingConfig = {
    ...(thinking_budget !== undefined && { thinkingBudget: thinking_budget }),
    ...(reasoning_effort !== undefined && { thinkingLevel: reasoning_effort }),
  };
  if (Object.keys(thinkingConfig).length === 0) return options;
  const google = { ...providerOptions.google, thinkingConfig };
  return { ...options, providerOptions: { ...providerOptions, google } };
}
