import { createAnthropic } from "@ai-sdk/anthropic";
import type { LanguageModelV3CallOptions, LanguageModelV3FinishReason } from "@ai-sdk/provider";
import { type DialectOptions, dialectKey } from "../options";
import { isObject } from "./chat-chunk";
import { messagesResult, stopOf } from "./messages-reply";
import type { SdkPlace } from "./sdk-fetch";
import { type SdkDialect, sdkModel } from "./sdk-model";

/** A smaller budget is refused by the provider. */
const leastBudget = 1024;
/** What is left for the answer itself, where thinking would take all. */
const leastAnswer = 16;

const dialect: SdkDialect = {
  provider: "anthropic",
  make: (upstreamId, { baseUrl, apiKey }, fetch) =>
    createAnthropic({ baseURL: baseUrl, apiKey: apiKey ?? "", fetch })(upstreamId),
  prepare,
  limitIn: (body) => isObject(body) && body.max_tokens,
  /** Under its event's name: the output of a `message_start` is no count of anything. */
  usageIn({ type, usage, message }) {
    const said = type === "message_start" && isObject(message) ? message.usage : usage;
    return isObject(said) ? { type, usage: said } : undefined;
  },
  isForgiven: ({ type, usage, message }) =>
    type === "message_delta"
      ? !isObject(usage)
      : type === "message_start" && isObject(message) && !isObject(message.usage),
  endIn: ({ type, delta }) =>
    type === "message_delta" && isObject(delta) ? endOf(delta.stop_reason) : null,
  resultOf: messagesResult,
};

/** A model behind Anthropic's Messages. */
export function anthropicModel(upstreamId: string, place: SdkPlace) {
  return sdkModel(dialect, upstreamId, place);
}

function endOf(raw: unknown): LanguageModelV3FinishReason | null {
  return typeof raw === "string" ? stopOf(raw) : null;
}

/** The SDK adds a thinking budget to the limit; here it is a part of it. */
function prepare(options: LanguageModelV3CallOptions): LanguageModelV3CallOptions {
  const { providerOptions = {}, maxOutputTokens } = options;
  const asked = (providerOptions[dialectKey] ?? {}) as DialectOptions;
  const room = (maxOutputTokens ?? 0) - leastAnswer;
  const budget = Math.min(asked.thinking_budget ?? 0, room);
  const thinks = budget >= leastBudget;
  const own = {
    ...(thinks && { thinking: { type: "enabled", budgetTokens: budget } }),
    ...(asked.reasoning_effort !== undefined && { effort: asked.reasoning_effort }),
    ...(asked.parallel_tool_calls === false && { disableParallelToolUse: true }),
  };
  return {
    ...options,
    ...(thinks && maxOutputTokens && { maxOutputTokens: maxOutputTokens - budget }),
    providerOptions: { ...providerOptions, anthropic: { ...providerOptions.anthropic, ...own } },
  };
}
