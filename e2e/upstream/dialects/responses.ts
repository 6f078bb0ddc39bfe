import { type Answer, reasoningPiece, toolCalls } from "../answer";
import { isRecord } from "../request";
import type { Send, Step } from "../steps";
import {
  bucketsOf,
  type Dialect,
  deltaOf,
  errorIn,
  isUsage,
  type Json,
  messagesOf,
  numberOf,
  say,
  toolDeltaOf,
} from "./dialect";

/** OpenAI's Responses: typed events, usage in the last, no `[DONE]`. */
export const responses: Dialect = {
  read(body) {
    const { input, instructions } = body;
    const items = typeof input === "string" ? [{ role: "user", content: input }] : input;
    const system = instructions ? [{ role: "system", content: instructions }] : [];
    const messages = messagesOf(items, "input").map((item) =>
      isRecord(item) && item.type === "function_call_output"
        ? { ...item, role: "tool", content: item.output }
        : item,
    );
    return {
      stream: body.stream === true,
      limit: numberOf(body.max_output_tokens),
      messages: [...system, ...messages],
    };
  },

  whole: (answer, text, usage) => body(answer, outputOf(answer, text), usage),

  *stream(steps, answer) {
    const events = new Events(answer);
    for (const step of steps) yield* events.take(step);
  },
};

function usageJson(usage: unknown): unknown {
  if (!isUsage(usage)) return usage ?? null;
  const { input, output, total, cached, reasoning } = bucketsOf(usage);
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached ?? 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning ?? 0 },
    total_tokens: total,
  };
}

function body({ head, finish, request }: Answer, output: unknown[], usage: unknown): Json {
  const cut = finish === "length" ? "max_output_tokens" : finish;
  const incomplete = finish === "length" || finish === "content_filter";
  return {
    id: head.id,
    object: "response",
    created_at: head.created,
    model: head.model,
    status: incomplete ? "incomplete" : "completed",
    incomplete_details: incomplete ? { reason: cut } : null,
    error: null,
    output,
    parallel_tool_calls: true,
    tool_choice: "auto",
    tools: Array.isArray(request.body.tools) ? request.body.tools : [],
    ...(usage === undefined ? {} : { usage: usageJson(usage) }),
  };
}

function outputOf(answer: Answer, text: string): Json[] {
  const { reasoning_visible, tool_calls } = answer.script;
  const thought = Array.from({ length: answer.reasoning }, (_, i) => reasoningPiece(i)).join("");
  const before = reasoning_visible && thought ? [reasoningItem(answer, thought)] : [];
  if (!tool_calls) return [...before, messageItem(answer, text)];
  const calls = toolCalls(answer.script).map((call) =>
    callItem(call.id, call.function.name, call.function.arguments),
  );
  return [...before, ...calls];
}

const reasoningItem = ({ head }: Answer, text: string): Json => ({
  id: `rs_${head.id}`,
  type: "reasoning",
  summary: text ? [{ type: "summary_text", text }] : [],
});

const messageItem = ({ head }: Answer, text: string | null): Json => ({
  id: `msg_${head.id}`,
  type: "message",
  role: "assistant",
  status: text === null ? "in_progress" : "completed",
  content: text === null ? [] : [textPart(text)],
});

const callItem = (id: string, name: string, args: string): Json => ({
  id: `fc_${id}`,
  type: "function_call",
  call_id: id,
  name,
  arguments: args,
  status: "completed",
});

const textPart = (text: string): Json => ({
  type: "output_text",
  text,
  annotations: [],
  logprobs: [],
});

class Events {
  private sequence = 0;
  private open: { type: string; item: Json; text: string } | null = null;
  private readonly output: Json[] = [];
  private finished = false;
  private usage: unknown;

  constructor(private readonly answer: Answer) {}

  *take(step: Step): Generator<Step> {
    if (!("chunk" in step || "data" in step)) {
      yield step;
      return;
    }
    if (step.kind === "role") yield* this.begin(step);
    else if (step.kind === "thought") yield* this.thought(step);
    else if (step.kind === "tool") yield* this.tool(step);
    else if (step.kind === "token") yield* this.token(step);
    else if (step.kind === "finish") this.finished = true;
    else if (step.kind === "usage") this.usage = step.chunk?.usage;
    else if (step.kind === "done") yield* this.end(step);
    else yield* this.other(step);
  }

  private event(from: Partial<Send>, type: string, fields: Json): Send {
    return say(from, { type, sequence_number: this.sequence++, ...fields }, type);
  }

  private running(): Json {
    return { ...body(this.answer, [], undefined), status: "in_progress", incomplete_details: null };
  }

  private *begin(step: Send): Generator<Step> {
    yield this.event(step, "response.created", { response: this.running() });
    yield this.event({}, "response.in_progress", { response: this.running() });
  }

  private at(): Json {
    return { output_index: this.output.length, item_id: this.open?.item.id };
  }

  private *opened(type: string, item: Json): Generator<Step> {
    if (this.open?.type === type && type !== "function_call") return;
    yield* this.close();
    this.open = { type, item, text: "" };
    const output_index = this.output.length;
    yield this.event({}, "response.output_item.added", { output_index, item });
    if (type === "reasoning") {
      const part = { ...this.at(), summary_index: 0, part: { type: "summary_text", text: "" } };
      yield this.event({}, "response.reasoning_summary_part.added", part);
    }
    if (type !== "message") return;
    const part = { ...this.at(), content_index: 0, part: textPart("") };
    yield this.event({}, "response.content_part.added", part);
  }

  private *thought(step: Send): Generator<Step> {
    yield* this.opened("reasoning", reasoningItem(this.answer, ""));
    const delta = String(deltaOf(step).reasoning_content);
    if (this.open) this.open.text += delta;
    const where = { ...this.at(), summary_index: 0 };
    yield this.event(step, "response.reasoning_summary_text.delta", { ...where, delta });
  }

  private *token(step: Send): Generator<Step> {
    yield* this.opened("message", messageItem(this.answer, null));
    const delta = String(deltaOf(step).content);
    if (this.open) this.open.text += delta;
    const where = { ...this.at(), content_index: 0, logprobs: [] };
    yield this.event(step, "response.output_text.delta", { ...where, delta });
  }

  private *tool(step: Send): Generator<Step> {
    const call = toolDeltaOf(step);
    if (call.name !== undefined) {
      const item = { ...callItem(call.id ?? "", call.name, ""), status: "in_progress" };
      yield* this.opened("function_call", item);
    }
    if (this.open) this.open.text += call.arguments;
    const delta = { ...this.at(), delta: call.arguments };
    yield this.event(step, "response.function_call_arguments.delta", delta);
  }

  private *close(): Generator<Step> {
    if (!this.open) return;
    const { type, item, text } = this.open;
    const at = this.at();
    let whole: Json = { ...item, status: "completed", arguments: text };
    if (type === "message") {
      whole = messageItem(this.answer, text);
      const where = { ...at, content_index: 0 };
      yield this.event({}, "response.output_text.done", { ...where, text, logprobs: [] });
      yield this.event({}, "response.content_part.done", { ...where, part: textPart(text) });
    } else if (type === "reasoning") whole = reasoningItem(this.answer, text);
    else yield this.event({}, "response.function_call_arguments.done", { ...at, arguments: text });
    const { output_index } = at;
    yield this.event({}, "response.output_item.done", { output_index, item: whole });
    this.output.push(whole);
    this.open = null;
  }

  private *end(step: Send): Generator<Step> {
    yield* this.close();
    if (!this.finished) return;
    const response = body(this.answer, this.output, this.usage);
    const last = this.event(step, `response.${String(response.status)}`, { response });
    yield { ...last, usage: response.usage };
  }

  private *other(step: Send): Generator<Step> {
    const error = errorIn(step);
    if (!error) yield step;
    else {
      const response = { ...this.running(), status: "failed", error, usage: null };
      yield this.event(step, "response.failed", { response });
    }
  }
}
