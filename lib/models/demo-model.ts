import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3FinishReason,
  LanguageModelV3Prompt,
  LanguageModelV3StreamPart,
  LanguageModelV3Usage,
} from "@ai-sdk/provider";
import { demoAnswer, demoTitle } from "./demo-answer";
import { demoTokens } from "./demo-tokens";

/** Tokens a second at which it streams, and how long an answer takes at least (ms). */
const tokensPerSecond = 50;
const answerMsMin = 1000;
const tickMs = 40;
/** A title call (purpose `title`) asks for at most this many tokens; it is answered at once. */
const titleTokensMax = 24;

type Answer = {
  tokens: string[];
  finishReason: LanguageModelV3FinishReason;
  usage: LanguageModelV3Usage;
  paced: boolean;
};

/** The built-in demo model: deterministic, paced, honest in its counts, plainly a demo. */
export const demoModel: LanguageModelV3 = {
  specificationVersion: "v3",
  provider: "demo",
  modelId: "demo",
  supportedUrls: {},
  async doGenerate(options) {
    const answer = compose(options);
    if (answer.paced) await wait(durationMs(answer), options.abortSignal);
    return {
      content: [{ type: "text", text: answer.tokens.join("") }],
      finishReason: answer.finishReason,
      usage: answer.usage,
      response: { modelId: "demo" },
      warnings: [],
    };
  },
  async doStream(options) {
    options.abortSignal?.throwIfAborted();
    return { stream: stream(compose(options), options.abortSignal) };
  },
};

function compose(options: LanguageModelV3CallOptions): Answer {
  const { prompt, maxOutputTokens = Number.MAX_SAFE_INTEGER, stopSequences = [] } = options;
  const asked = lastUserText(prompt);
  const isTitle = maxOutputTokens <= titleTokensMax && asksForTitle(prompt);
  const whole = isTitle ? demoTitle(asked) : demoAnswer(asked);
  const all = demoTokens(untilStop(whole, stopSequences));
  const tokens = all.slice(0, maxOutputTokens);
  const cut = tokens.length < all.length;
  return {
    tokens,
    finishReason: { unified: cut ? "length" : "stop", raw: cut ? "length" : "stop" },
    usage: usageOf(inputTokens(prompt), tokens.length),
    paced: !isTitle,
  };
}

function untilStop(text: string, stops: string[]): string {
  const ends = stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
  return text.slice(0, Math.min(text.length, ...ends));
}

function usageOf(input: number, output: number): LanguageModelV3Usage {
  const packet = {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
  };
  return {
    inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: undefined },
    outputTokens: { total: output, text: output, reasoning: 0 },
    raw: { packets: [packet] },
  };
}

function texts(prompt: LanguageModelV3Prompt): string[] {
  return prompt.map((message) =>
    typeof message.content === "string"
      ? message.content
      : message.content.map((part) => (part.type === "text" ? part.text : "")).join(""),
  );
}

/** Its tokens of all messages, and four for the frame of each. */
function inputTokens(prompt: LanguageModelV3Prompt): number {
  return texts(prompt).reduce((sum, text) => sum + 4 + demoTokens(text).length, 0);
}

function lastUserText(prompt: LanguageModelV3Prompt): string {
  const at = prompt.findLastIndex((message) => message.role === "user");
  return texts(prompt)[at] ?? "";
}

function asksForTitle(prompt: LanguageModelV3Prompt): boolean {
  const [first] = prompt;
  return first?.role === "system" && /\b(title|name)\b.*conversation/i.test(first.content);
}

function durationMs(answer: Answer): number {
  if (!answer.paced) return 0;
  return Math.max(answerMsMin, (answer.tokens.length / tokensPerSecond) * 1000);
}

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const aborted = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", aborted);
      resolve();
    }, ms);
    signal?.addEventListener("abort", aborted, { once: true });
  });
}

/** The answer as parts; an abort ends it with an `error` part and no `finish`. */
function stream(answer: Answer, signal?: AbortSignal): ReadableStream<LanguageModelV3StreamPart> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: () => void = () => undefined;
  const end = () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  };
  return new ReadableStream<LanguageModelV3StreamPart>({
    start(controller) {
      onAbort = () => {
        end();
        controller.enqueue({ type: "error", error: signal?.reason });
        controller.close();
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      controller.enqueue({ type: "stream-start", warnings: [] });
      controller.enqueue({ type: "response-metadata", modelId: "demo" });
      controller.enqueue({ type: "text-start", id: "0" });
      const startedAt = performance.now();
      let sent = 0;
      const tick = () => {
        const elapsedMs = performance.now() - startedAt;
        const due = answer.paced ? 1 + Math.floor((elapsedMs * tokensPerSecond) / 1000) : Infinity;
        const delta = answer.tokens.slice(sent, due).join("");
        sent = Math.min(due, answer.tokens.length);
        if (delta) controller.enqueue({ type: "text-delta", id: "0", delta });
        if (sent < answer.tokens.length || elapsedMs < durationMs(answer)) {
          timer = setTimeout(tick, tickMs);
          return;
        }
        end();
        controller.enqueue({ type: "text-end", id: "0" });
        const { finishReason, usage } = answer;
        controller.enqueue({ type: "finish", finishReason, usage });
        controller.close();
      };
      tick();
    },
    cancel: end,
  });
}
