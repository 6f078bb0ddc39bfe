import { type Answer, reasoningPiece, toolCalls, trueUsage } from "../answer";
import { BadRequest, isRecord } from "../request";
import { countPieces, type Send, type Step } from "../steps";
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
  say,
  toolDeltaOf,
} from "./dialect";

/** Google's Gemini: `usageMetadata` is a running total, with the thoughts beside the answer. */
export const gemini: Dialect = {
  read(body, path) {
    const [, model = "", verb = ""] = /\/models\/([^/:]+):(\w+)$/.exec(path) ?? [];
    const { systemInstruction: system, generationConfig: config } = body;
    const contents = messagesOf(body.contents, "contents").map(messageOf);
    return {
      model: decodeURIComponent(model),
      stream: verb === "streamGenerateContent",
      limit: isRecord(config) ? numberOf(config.maxOutputTokens) : undefined,
      messages: [...(system ? [{ ...messageOf(system), role: "system" }] : []), ...contents],
    };
  },

  whole(answer, text, usage) {
    const { reasoning_visible, tool_calls } = answer.script;
    const thought = Array.from({ length: answer.reasoning }, (_, i) => reasoningPiece(i)).join("");
    const calls = toolCalls(answer.script).map(({ function: { name, arguments: args } }) =>
      callPart(name, args),
    );
    const parts = tool_calls ? calls : [{ text }];
    const all = reasoning_visible ? [{ text: thought, thought: true }, ...parts] : parts;
    return body(answer, all, answer.finish, usage);
  },

  *stream(steps, answer) {
    const events = new Events(answer);
    for (const step of steps) yield* events.take(step);
  },

  error: ({ message }, status) => errorJson(message, status),
};

const statuses: Record<number, string> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  429: "RESOURCE_EXHAUSTED",
  503: "UNAVAILABLE",
};

function errorJson(message: string, code: number): Json {
  return { error: { code, message, status: statuses[code] ?? "INTERNAL" } };
}

/** A content as a message: what a function answered is a tool's. */
function messageOf(content: unknown): Json {
  if (!isRecord(content) || !Array.isArray(content.parts)) {
    throw new BadRequest("A content has parts.");
  }
  const isResult = content.parts.some((part) => isRecord(part) && part.functionResponse);
  const only = content.parts.length === 1 ? (content.parts[0] as Json).text : undefined;
  return {
    role: isResult ? "tool" : (content.role ?? "user"),
    content: typeof only === "string" ? only : content.parts,
  };
}

const callPart = (name: string, args: string): Json => ({
  functionCall: { name, args: JSON.parse(args) as unknown },
});

const reasons: Record<string, string> = {
  stop: "STOP",
  length: "MAX_TOKENS",
  tool_calls: "STOP",
  content_filter: "SAFETY",
};

function body({ head }: Answer, parts: Json[], finish: string | null, usage: unknown): Json {
  const candidate = {
    ...(parts.length > 0 && { content: { role: "model", parts } }),
    index: 0,
    ...(finish !== null && { finishReason: reasons[finish] ?? finish }),
  };
  return {
    candidates: [candidate],
    ...(usage === undefined ? {} : { usageMetadata: usageJson(usage) }),
    modelVersion: head.model,
    responseId: head.id,
  };
}

/** `promptTokenCount` has the cached part in it, `candidatesTokenCount` has no thoughts in it. */
function usageJson(usage: unknown): unknown {
  if (!isUsage(usage)) return usage;
  const { input, output, total, cached, reasoning } = bucketsOf(usage);
  return {
    promptTokenCount: input,
    candidatesTokenCount: less(output, reasoning),
    totalTokenCount: total,
    ...(cached !== undefined && { cachedContentTokenCount: cached }),
    ...(reasoning !== undefined && { thoughtsTokenCount: reasoning }),
  };
}

class Events {
  private sent = 0;
  private finished: Send | null = null;
  private call: { name: string; args: string; step: Send } | null = null;
  private hidden: Send | null = null;

  constructor(private readonly answer: Answer) {}

  *take(step: Step): Generator<Step> {
    this.sent += countPieces(step);
    if (step.kind !== "tool") yield* this.endCall();
    if (step.kind === "close") yield* this.last(undefined);
    if (!("chunk" in step || "data" in step)) yield step;
    else if (step.kind === "role") this.hidden = step;
    else if (step.kind === "thought") {
      yield this.event(step, [{ text: String(deltaOf(step).reasoning_content), thought: true }]);
    } else if (step.kind === "tool") yield* this.tool(step);
    else if (step.kind === "token") {
      yield this.event(step, [{ text: String(deltaOf(step).content) }]);
    } else if (step.kind === "finish") this.finished = step;
    else if (step.kind === "usage") yield* this.last(step.chunk?.usage);
    else if (step.kind === "done") yield* this.last(undefined);
    else yield this.other(step);
  }

  /** The hidden thoughts were made before the first event, and count with it. */
  private event(step: Send, parts: Json[]): Send {
    const running = this.answer.report(trueUsage(this.answer, this.sent));
    const chunk = body(this.answer, parts, null, running);
    const tokens = (step.tokens ?? 0) + (this.hidden?.tokens ?? 0);
    this.hidden = null;
    return { ...say({ ...step, tokens }, chunk), usage: chunk.usageMetadata };
  }

  private *tool(step: Send): Generator<Step> {
    const { name, arguments: args } = toolDeltaOf(step);
    if (name !== undefined) {
      yield* this.endCall();
      this.call = { name, args: "", step };
    }
    if (this.call) this.call.args += args;
  }

  private *endCall(): Generator<Step> {
    const { call } = this;
    this.call = null;
    if (call) yield this.event(call.step, [callPart(call.name, call.args)]);
  }

  private *last(usage: unknown): Generator<Step> {
    const { finished } = this;
    this.finished = null;
    if (!finished && usage === undefined) return;
    const chunk = body(this.answer, [], finished && this.answer.finish, usage);
    const tokens = (finished?.tokens ?? 0) + (this.hidden?.tokens ?? 0);
    this.hidden = null;
    yield { ...say({ ...finished, tokens }, chunk), usage: chunk.usageMetadata };
  }

  private other(step: Send): Step {
    const error = errorIn(step);
    return error ? say(step, errorJson(error.message, 503)) : step;
  }
}
