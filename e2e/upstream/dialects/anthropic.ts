import { type Answer, reasoningPiece, toolCalls, trueUsage } from "../answer";
import { isRecord } from "../request";
import type { Send, Step } from "../steps";
import {
  bucketsOf,
  type Dialect,
  deltaOf,
  errorIn,
  isUsage,
  type Json,
  less,
  messagesOf,
  numberOf,
  type SaidError,
  say,
  toolDeltaOf,
} from "./dialect";

/**
 * Anthropic's Messages: input counts and a placeholder for the output at the beginning, the
 * output at the end. `input_tokens` leaves out what was read from the cache or written to it.
 */
export const anthropic: Dialect = {
  read(body) {
    const system = body.system ? [{ role: "system", content: body.system }] : [];
    const messages = messagesOf(body.messages, "messages").map((message) =>
      isToolResult(message) ? { ...message, role: "tool" } : message,
    );
    return {
      stream: body.stream === true,
      limit: numberOf(body.max_tokens),
      messages: [...system, ...messages],
    };
  },

  whole(answer, text, usage) {
    const { script } = answer;
    const thought = Array.from({ length: answer.reasoning }, (_, i) => reasoningPiece(i)).join("");
    const thinking = { type: "thinking", thinking: thought, signature: "signed" };
    const tools = toolCalls(script).map(({ id, function: { name, arguments: args } }) => ({
      ...{ type: "tool_use", id, name, input: JSON.parse(args) as unknown },
    }));
    const content = script.tool_calls ? tools : [{ type: "text", text }];
    return {
      ...message(answer),
      content: script.reasoning_visible ? [thinking, ...content] : content,
      stop_reason: stopReason(answer),
      ...(usage === undefined ? {} : { usage: wholeUsage(usage) }),
    };
  },

  *stream(steps, answer) {
    const events = new Events(answer);
    for (const step of steps) yield* events.take(step);
  },

  error: (error, status) => errorJson({ ...error, type: types[status] ?? error.type }),
};

const types: Record<number, string> = {
  401: "authentication_error",
  403: "permission_error",
  429: "rate_limit_error",
  500: "api_error",
  529: "overloaded_error",
};

function errorJson({ type, message }: SaidError): Json {
  return { type: "error", error: { type, message } };
}

function isToolResult(message: unknown): message is Json {
  if (!isRecord(message) || !Array.isArray(message.content)) return false;
  return message.content.some((part) => isRecord(part) && part.type === "tool_result");
}

const reasons: Record<string, string> = {
  stop: "end_turn",
  length: "max_tokens",
  tool_calls: "tool_use",
  content_filter: "refusal",
};

const stopReason = ({ finish }: Answer) => reasons[finish] ?? finish;

function message({ head }: Answer): Json {
  return {
    id: `msg_${head.id}`,
    type: "message",
    role: "assistant",
    model: head.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
  };
}

function inputUsage(usage: unknown): Json {
  if (!isUsage(usage)) return {};
  const { input, cached, written } = bucketsOf(usage);
  return {
    input_tokens: less(less(input, cached), written),
    cache_creation_input_tokens: written ?? 0,
    cache_read_input_tokens: cached ?? 0,
  };
}

function wholeUsage(usage: unknown): unknown {
  return isUsage(usage) ? { ...inputUsage(usage), output_tokens: usage.completion_tokens } : usage;
}

class Events {
  private open: { type: string; index: number } | null = null;
  private blocks = 0;
  private finished: Send | null = null;

  constructor(private readonly answer: Answer) {}

  *take(step: Step): Generator<Step> {
    if (step.kind === "close") yield* this.lastDelta(undefined);
    if (!("chunk" in step || "data" in step)) yield step;
    else if (step.kind === "role") yield this.begin(step);
    else if (step.kind === "thought") yield* this.thought(step);
    else if (step.kind === "tool") yield* this.tool(step);
    else if (step.kind === "token") yield* this.token(step);
    else if (step.kind === "finish") {
      yield* this.close();
      this.finished = step;
    } else if (step.kind === "usage") yield* this.lastDelta(step.chunk?.usage);
    else if (step.kind === "done") {
      yield* this.lastDelta(undefined);
      yield say(step, { type: "message_stop" }, "message_stop");
    } else yield this.other(step);
  }

  /** The input is known before the first token; of the output there is only a placeholder. */
  private begin(step: Send): Send {
    const usage = { ...inputUsage(trueUsage(this.answer, 0)), output_tokens: 1 };
    const chunk = { type: "message_start", message: { ...message(this.answer), usage } };
    return { ...say(step, chunk, "message_start"), usage };
  }

  private *opened(type: string, block: Json, fresh = false): Generator<Step> {
    if (this.open?.type === type && !fresh) return;
    yield* this.close();
    this.open = { type, index: this.blocks++ };
    const { index } = this.open;
    const content_block = { type, ...block };
    yield say({}, { type: "content_block_start", index, content_block }, "content_block_start");
  }

  private delta(step: Partial<Send>, delta: Json): Send {
    const { index } = this.open ?? { index: 0 };
    return say(step, { type: "content_block_delta", index, delta }, "content_block_delta");
  }

  private *thought(step: Send): Generator<Step> {
    yield* this.opened("thinking", { thinking: "", signature: "" });
    const thinking = String(deltaOf(step).reasoning_content);
    yield this.delta(step, { type: "thinking_delta", thinking });
  }

  private *token(step: Send): Generator<Step> {
    yield* this.opened("text", { text: "" });
    yield this.delta(step, { type: "text_delta", text: String(deltaOf(step).content) });
  }

  private *tool(step: Send): Generator<Step> {
    const call = toolDeltaOf(step);
    if (call.name !== undefined) {
      yield* this.opened("tool_use", { id: call.id, name: call.name, input: {} }, true);
    }
    yield this.delta(step, { type: "input_json_delta", partial_json: call.arguments });
  }

  private *close(): Generator<Step> {
    if (!this.open) return;
    const { type, index } = this.open;
    if (type === "thinking") {
      yield this.delta({}, { type: "signature_delta", signature: "signed" });
    }
    this.open = null;
    yield say({}, { type: "content_block_stop", index }, "content_block_stop");
  }

  /** The reason and the usage come in one event; a usage without a reason in one of its own. */
  private *lastDelta(said: unknown): Generator<Step> {
    const { finished } = this;
    this.finished = null;
    if (!finished && said === undefined) return;
    const usage = isUsage(said) ? { output_tokens: said.completion_tokens } : said;
    const delta = { stop_reason: finished && stopReason(this.answer), stop_sequence: null };
    const chunk = { type: "message_delta", delta, ...(usage === undefined ? {} : { usage }) };
    yield { ...say(finished ?? {}, chunk, "message_delta"), usage };
  }

  private other(step: Send): Step {
    const error = errorIn(step);
    if (!error) return step;
    const said = { ...error, type: error.code === "overloaded" ? "overloaded_error" : error.type };
    return say(step, errorJson(said), "error");
  }
}
