import type { z } from "zod";
import type { EndpointKind } from "./model";
import { narrower, type OptionName, optionSchema } from "./options";

const sampling: OptionName[] = ["temperature", "top_p", "stop", "seed"];
const dialect: OptionName[] = ["presence_penalty", "frequency_penalty", "logit_bias"];

/** The options of a model, by what its kind takes and its id is known for. */
export function kindOptions(
  provider: EndpointKind,
  upstreamId: string,
  maxOutputTokens: number | null,
): z.ZodObject {
  switch (provider) {
    case "demo":
      return optionSchema(sampling, maxOutputTokens);
    case "openai":
      return optionSchema(openAi(upstreamId), maxOutputTokens);
    case "anthropic":
      return anthropic(upstreamId, maxOutputTokens);
    case "google":
      return google(upstreamId, maxOutputTokens);
    default:
      return optionSchema([...sampling, ...dialect, "reasoning_effort"], maxOutputTokens);
  }
}

/** OpenAI's reasoning models refuse to be sampled by hand. */
function openAi(id: string): OptionName[] {
  const reasons = /^(o\d|gpt-([5-9]|\d\d))/.test(id) && !id.includes("chat");
  return reasons ? ["seed", "reasoning_effort"] : [...sampling, ...dialect];
}

/** From Opus 4.7 on Claude is not sampled by hand, and thinks by effort instead of by budget. */
function anthropic(id: string, maxOutputTokens: number | null): z.ZodObject {
  const newer = /^claude-(opus-4-[7-9]|[a-z]+-([5-9]|\d\d)(-|$))/.test(id);
  if (newer) {
    const reasoning_effort = narrower.efforts(["low", "medium", "high", "xhigh", "max"]);
    return optionSchema(["stop", "reasoning_effort"], maxOutputTokens, { reasoning_effort });
  }
  const thinks = !/^claude-(2|instant|3-(5|haiku|sonnet|opus))/.test(id);
  const names: OptionName[] = ["temperature", "top_p", "top_k", "stop"];
  return optionSchema(thinks ? [...names, "thinking_budget"] : names, maxOutputTokens, {
    temperature: narrower.temperatureTo1,
  });
}

/** Gemini 2.5 thinks by budget, from 3 on by level. */
function google(id: string, maxOutputTokens: number | null): z.ZodObject {
  const names: OptionName[] = ["temperature", "top_p", "top_k", "stop", "seed"];
  if (/^gemini-2\.5/.test(id)) return optionSchema([...names, "thinking_budget"], maxOutputTokens);
  if (!/^gemini-([3-9]|\d\d)/.test(id)) return optionSchema(names, maxOutputTokens);
  const reasoning_effort = narrower.efforts(["minimal", "low", "medium", "high"]);
  return optionSchema([...names, "reasoning_effort"], maxOutputTokens, { reasoning_effort });
}
