import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { invalid, PurserError } from "../../errors";
import type { Model } from "../../models/model";
import { parseOptions, toCallOptions } from "../../models/options";
import { effortOption } from "../reasoning";
import { oneToolAtATime } from "../tools";
import type { ChatBody } from "./body";
import { isGiven, type Json } from "./json";
import { formatOf, promptOf, toolsOf } from "./prompt";

/** What becomes an option of the model, where the model has it. */
const optionNames = [
  "temperature",
  "top_p",
  "stop",
  "seed",
  "presence_penalty",
  "frequency_penalty",
  "logit_bias",
];

/** What is read otherwise, or is of no effect on an answer. */
const known = new Set([
  ...["model", "messages", "stream", "stream_options", "max_tokens", "max_completion_tokens", "n"],
  ...["tools", "tool_choice", "parallel_tool_calls", "response_format", "service_tier"],
  ...["user", "metadata", "safety_identifier", "prompt_cache_key", "modalities", "verbosity"],
]);

/** Members that ask for nothing when they say this. */
const idle = (value: unknown) => !isGiven(value) || value === false || value === 0;

/**
 * A chat body as the options of a call through the AI SDK, for a model of another dialect. What
 * such a model cannot be asked for is refused, never dropped.
 * @throws PurserError invalid
 */
export function callOptions(model: Model, { raw, messages, outputTokens }: ChatBody) {
  const options: Json = {};
  for (const [name, value] of Object.entries(raw)) {
    if (known.has(name) || !isGiven(value)) continue;
    if (name === "reasoning_effort") {
      Object.assign(options, effortOption(model, value, name));
    } else if (optionNames.includes(name)) {
      const has = Object.hasOwn(model.options.shape, name);
      if (has || !idle(value)) options[name] = value;
    } else if (!idle(value)) {
      throw invalid(name, `"${model.id}" cannot be asked for this, so it is refused.`);
    }
  }
  if (outputTokens !== null) {
    options.max_output_tokens = Math.min(outputTokens, model.maxOutputTokens ?? outputTokens);
  }
  const responseFormat = formatOf(raw.response_format);
  const made: LanguageModelV3CallOptions = {
    ...toCallOptions(checked(model, options)),
    prompt: promptOf(messages),
    ...toolsOf(raw),
    ...(responseFormat && { responseFormat }),
  };
  return oneToolAtATime(model, made, raw.parallel_tool_calls);
}

/** The model's word on its options, under the names that the client used. */
export function checked(model: Model, options: Json): Json {
  try {
    return parseOptions(model, options);
  } catch (error) {
    const [first] = error instanceof PurserError ? (error.extra.errors ?? []) : [];
    if (!first) throw error;
    throw invalid(first.path.replace(/^options\./, ""), first.message);
  }
}
