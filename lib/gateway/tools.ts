import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { invalid } from "../errors";
import type { Model } from "../models/model";
import { dialectKey } from "../models/options";

/**
 * `options`, asking for one tool at a time where `parallel` is false.
 * @throws PurserError invalid for a model that cannot be asked for it
 */
export function oneToolAtATime(
  { provider, id }: Model,
  options: LanguageModelV3CallOptions,
  parallel: unknown,
  path = "parallel_tool_calls",
): LanguageModelV3CallOptions {
  if (parallel !== false || !options.tools?.length) return options;
  if (provider === "google") {
    throw invalid(path, `"${id}" may always call several tools at once.`);
  }
  const { providerOptions } = options;
  const dialect = { ...providerOptions?.[dialectKey], parallel_tool_calls: false };
  return { ...options, providerOptions: { ...providerOptions, [dialectKey]: dialect } };
}
