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
import { budgetOption, effortOption } from "../reasoning";
import { oneToolAtATime } from "../tools";
import type { MessagesBody } from "./body";
import { messagesPrompt } from "./prompt";

/** What is read otherwise, or asks for nothing of the answer. */
const known = new Set([
  ...["model", "messages", "system", "stream", "max_tokens", "stop_sequences", "tools"],
  ...["tool_choice", "thinking", "output_config", "output_format", "metadata", "service_tier"],
  ...["speed", "inference_geo", "cache_control"],
]);

const sampling = ["temperature", "top_p", "top_k"];

/**
 * A body of Messages as the options of a call through the AI SDK, for a model of another dialect.
 * What such a model cannot be asked for is refused, never dropped.
 * @throws PurserError invalid
 */
export function messagesOptions(model: Model, body: MessagesBody): LanguageModelV3CallOptions {
  const { raw, outputTokens } = body;
  const options: Json = {};
  for (const [name, value] of Object.entries(raw)) {
    if (known.has(name) || !isGiven(value)) continue;
    if (sampling.includes(name)) options[name] = value;
    else throw invalid(name, `"${model.id}" cannot be asked for this, so it is refused.`);
  }
  if (outputTokens !== null) {
    options.max_output_tokens = Math.min(outputTokens, model.maxOutputTokens ?? outputTokens);
  }
  if (Array.isArray(raw.stop_sequences) && raw.stop_sequences.length > 0) {
    options.stop = raw.stop_sequences;
  }
  Object.assign(options, thinkingOption(model, raw));
  const responseFormat = formatOf(raw);
  const made: LanguageModelV3CallOptions = {
    ...toCallOptions(checked(model, options)),
    prompt: messagesPrompt(body),
    ...toolsOf(model, raw),
    ...(responseFormat && { responseFormat }),
  };
  const { tool_choice: choice } = raw;
  const one = isObject(choice) && choice.disable_parallel_tool_use === true;
  return oneToolAtATime(model, made, !one, "tool_choice.disable_parallel_tool_use");
}

/** An effort, where one is named; else a budget, and nothing where the model decides itself. */
function thinkingOption(model: Model, { thinking, output_config: output }: Json): Json {
  if (isObject(output) && isGiven(output.effort)) {
    return effortOption(model, output.effort, "output_config.effort");
  }
  if (!isObject(thinking) || thinking.type === "disabled" || thinking.type === "adaptive")
    return {};
  const { type, budget_tokens: budget } = thinking;
  if (type !== "enabled" || !Number.isSafeInteger(budget) || (budget as number) < 1) {
    throw invalid("thinking", 'disabled, adaptive, or {"type": "enabled", "budget_tokens": n}.');
  }
  return budgetOption(model, budget as number, "thinking");
}

function formatOf(raw: Json): LanguageModelV3CallOptions["responseFormat"] {
  const { output_config: output, output_format: older } = raw;
  const format = (isObject(output) ? output.format : undefined) ?? older;
  if (!isGiven(format)) return undefined;
  if (isObject(format) && format.type === "json_schema" && isObject(format.schema)) {
    return { type: "json", schema: format.schema };
  }
  throw invalid("output_config.format", "json_schema with a schema is right.");
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
  const type = isObject(tool) ? (tool.type ?? "custom") : "";
  if (!isObject(tool) || type !== "custom" || typeof tool.name !== "string") {
    throw invalid(`tools.${at}`, `A tool of yours, with a name, is right for "${model.id}".`);
  }
  const { name, description, input_schema: schema, strict } = tool;
  return {
    type: "function",
    name,
    inputSchema: isObject(schema) ? schema : { type: "object", properties: {} },
    ...(typeof description === "string" && { description }),
    ...(typeof strict === "boolean" && { strict }),
  };
}

function choiceOf(choice: unknown): LanguageModelV3ToolChoice | undefined {
  if (!isGiven(choice)) return undefined;
  const { type, name } = isObject(choice) ? choice : {};
  if (type === "auto" || type === "none") return { type };
  if (type === "any") return { type: "required" };
  if (type === "tool" && typeof name === "string") return { type: "tool", toolName: name };
  throw invalid("tool_choice", "auto, any, none, or a tool by its name is right.");
}
