import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { unmarkDigits } from "../../digits";
import { type DialectOptions, dialectKey } from "../options";
import { chatMessages, unsendable } from "./chat-prompt";

export type ChatDialect = {
  /** The id the model is called by at its endpoint. */
  upstreamId: string;
  /** OpenAI itself has the limit under its newer name. */
  limitName: "max_tokens" | "max_completion_tokens";
};

/** The JSON body of a call; what is not set is left out. */
export function chatRequest(
  dialect: ChatDialect,
  options: LanguageModelV3CallOptions,
  streamed: boolean,
): string {
  const body = {
    model: dialect.upstreamId,
    messages: chatMessages(options.prompt),
    [dialect.limitName]: options.maxOutputTokens,
    temperature: options.temperature,
    top_p: options.topP,
    presence_penalty: options.presencePenalty,
    frequency_penalty: options.frequencyPenalty,
    stop: options.stopSequences?.length ? options.stopSequences : undefined,
    seed: options.seed,
    ...dialectOptions(options),
    response_format: responseFormat(options.responseFormat),
    ...tools(options),
    ...(streamed && { stream: true, stream_options: { include_usage: true } }),
  };
  return unmarkDigits(JSON.stringify(body));
}

function dialectOptions({ providerOptions }: LanguageModelV3CallOptions): DialectOptions {
  const { reasoning_effort, logit_bias } = (providerOptions?.[dialectKey] ?? {}) as DialectOptions;
  return { reasoning_effort, logit_bias };
}

function responseFormat(format: LanguageModelV3CallOptions["responseFormat"]): unknown {
  if (format?.type !== "json") return undefined;
  if (!format.schema) return { type: "json_object" };
  const { name = "response", description, schema } = format;
  return { type: "json_schema", json_schema: { name, description, schema, strict: true } };
}

/** Hosted tools bill what we did not send, so only functions of the caller's go out. */
function tools(options: LanguageModelV3CallOptions): Record<string, unknown> {
  if (!options.tools?.length) return {};
  const functions = options.tools.map((tool) => {
    if (tool.type !== "function") throw unsendable(`The hosted tool ${tool.name}`);
    const { name, description, inputSchema, strict } = tool;
    return { type: "function", function: { name, description, parameters: inputSchema, strict } };
  });
  const asked = (options.providerOptions?.[dialectKey] ?? {}) as DialectOptions;
  const { parallel_tool_calls } = asked;
  return { tools: functions, tool_choice: toolChoice(options.toolChoice), parallel_tool_calls };
}

function toolChoice(choice: LanguageModelV3CallOptions["toolChoice"]): unknown {
  if (!choice) return undefined;
  if (choice.type !== "tool") return choice.type;
  return { type: "function", function: { name: choice.toolName } };
}
