import type {
  LanguageModelV3CallOptions,
  LanguageModelV3FunctionTool,
  LanguageModelV3ToolChoice,
} from "@ai-sdk/provider";
import { invalid } from "../../errors";
import type { Model } from "../../models/model";
import { toCallOptions } from "../../models/options";
import { isGiven, isObject, type Json } from "../chat/json";
import { checked } from "../chat/options";
import { effortOption } from "../reasoning";
import { oneToolAtATime } from "../tools";
import type { ResponsesBody } from "./body";
import { responsesPrompt } from "./prompt";

/** What is read otherwise, or asks for nothing of the answer. */
const known = new Set([
  ...["model", "input", "instructions", "stream", "stream_options", "max_output_tokens", "store"],
  ...["background", "tools", "tool_choice", "parallel_tool_calls", "text", "reasoning", "include"],
  ...["user", "metadata", "safety_identifier", "prompt_cache_key", "service_tier", "modalities"],
  // Of tools that a provider runs, of which there are none here.
  ...["max_tool_calls", "prompt_cache_retention", "prompt_cache_options"],
]);

const sampling = ["temperature", "top_p"];

/**
 * A body of Responses as the options of a call through the AI SDK, for a model of another dialect.
 * What such a model cannot be asked for is refused, never dropped.
 * @throws PurserError invalid
 */
export function responsesOptions(model: Model, body: ResponsesBody): LanguageModelV3CallOptions {
  const { raw, outputTokens } = body;
  const options: Json = {};
  for (const [name, value] of Object.entries(raw)) {
    if (known.has(name) || !isGiven(value)) continue;
    if (sampling.includes(name)) options[name] = value;
    else if (!isIdle(name, value)) throw notAsked(model, name);
  }
  if (outputTokens !== null) {
    options.max_output_tokens = Math.min(outputTokens, model.maxOutputTokens ?? outputTokens);
  }
  refuseIncluded(model, raw.include);
  Object.assign(options, reasoningOption(model, raw.reasoning));
  const responseFormat = formatOf(model, raw.text);
  const made: LanguageModelV3CallOptions = {
    ...toCallOptions(checked(model, options)),
    prompt: responsesPrompt(body),
    ...toolsOf(model, raw),
    ...(responseFormat && { responseFormat }),
  };
  return oneToolAtATime(model, made, raw.parallel_tool_calls);
}

function isIdle(name: string, value: unknown): boolean {
  return value === false || value === 0 || (name === "truncation" && value === "disabled");
}

/** Of reasoning there is no encrypted form here, so asking for it asks for nothing. */
function refuseIncluded(model: Model, include: unknown): void {
  if (!isGiven(include)) return;
  if (!Array.isArray(include)) throw invalid("include", "A list is right.");
  const other = include.find((one) => one !== "reasoning.encrypted_content");
  if (other !== undefined) throw notAsked(model, "include");
}

function reasoningOption(model: Model, reasoning: unknown): Json {
  if (!isObject(reasoning) || !isGiven(reasoning.effort)) return {};
  return effortOption(model, reasoning.effort, "reasoning.effort");
}

function formatOf(model: Model, text: unknown): LanguageModelV3CallOptions["responseFormat"] {
  if (!isObject(text)) return undefined;
  if (isGiven(text.verbosity) && text.verbosity !== "medium")
    throw notAsked(model, "text.verbosity");
  const { format } = text;
  if (!isObject(format) || format.type === "text") return undefined;
  if (format.type === "json_object") return { type: "json" };
  if (format.type !== "json_schema" || !isObject(format.schema)) {
    throw invalid("text.format", "text, json_object or json_schema with a schema is right.");
  }
  const { schema, name, description } = format;
  return {
    type: "json",
    schema,
    ...(typeof name === "string" && { name }),
    ...(typeof description === "string" && { description }),
  };
}

function toolsOf(model: Model, { tools, tool_choice: choice }: Json) {
  if (!isGiven(tools) || (Array.isArray(tools) && tools.length === 0)) return {};
  if (!Array.isArray(tools)) throw invalid("tools", "A list of tools is right.");
  return {
    tools: tools.map((tool, at) => functionTool(model, tool, at)),
    toolChoice: choiceOf(choice),
  };
}

function functionTool(model: Model, tool: unknown, at: number): LanguageModelV3FunctionTool {
  if (!isObject(tool) || tool.type !== "function" || typeof tool.name !== "string") {
    throw invalid(`tools.${at}`, `A function with a name is right for "${model.id}".`);
  }
  const { name, description, parameters, strict } = tool;
  return {
    type: "function",
    name,
    inputSchema: isObject(parameters) ? parameters : { type: "object", properties: {} },
    ...(typeof description === "string" && { description }),
    ...(typeof strict === "boolean" && { strict }),
  };
}

function choiceOf(choice: unknown): LanguageModelV3ToolChoice | undefined {
  if (!isGiven(choice)) return undefined;
  if (choice === "auto" || choice === "none" || choice === "required") return { type: choice };
  if (isObject(choice) && choice.type === "function" && typeof choice.name === "string") {
    return { type: "tool", toolName: choice.name };
  }
  throw invalid("tool_choice", '"auto", "none", "required" or a function is right.');
}

function notAsked({ id }: Model, path: string) {
  return invalid(path, `"${id}" cannot be asked for this, so it is refused.`);
}
