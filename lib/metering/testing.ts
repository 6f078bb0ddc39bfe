import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3StreamPart,
  LanguageModelV3Usage,
} from "@ai-sdk/provider";
import { z } from "zod";
import { flatPrice } from "../ledger/testing";
import type { Model } from "../models/model";
import type { Along, Closed } from "./call";

type Part = LanguageModelV3StreamPart;

/** A step of a scripted answer: a part, an error that breaks the stream, or a wait. */
export type Step = Part | { fail: unknown } | { until: Promise<unknown> };

/** What a scripted provider did. */
export type Played = { options: LanguageModelV3CallOptions[]; cut: Promise<void>; cuts: number };

export const text = (delta: string): Part => ({ type: "text-delta", id: "0", delta });

export const raw = (usage: unknown): Part => ({ type: "raw", rawValue: { usage } });

export function packet(input: number, output: number) {
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

/** The end of an answer with usage as our OpenAI dialect hands it on. */
export function finish(usage: unknown, reason = "stop"): Part {
  const packets = usage === undefined ? [] : [usage];
  const unified = reason === "length" ? "length" : "stop";
  return {
    type: "finish",
    finishReason: { unified, raw: reason },
    usage: { ...unknownUsage, raw: { packets } as LanguageModelV3Usage["raw"] },
  };
}

const unknownUsage: LanguageModelV3Usage = {
  inputTokens: {
    total: undefined,
    noCache: undefined,
    cacheRead: undefined,
    cacheWrite: undefined,
  },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};

/**
 * A model that plays `script`, one step for each part that is asked for; a function makes the
 * steps of the n-th request, or throws.
 */
export function scripted(
  script: Step[] | ((request: number) => Iterable<Step>),
  over: Partial<Model> = {},
): { model: Model; played: Played } {
  let onCut: () => void = () => undefined;
  const played: Played = {
    options: [],
    cuts: 0,
    cut: new Promise((resolve) => {
      onCut = resolve;
    }),
  };
  const upstream: LanguageModelV3 = {
    specificationVersion: "v3",
    provider: "test",
    modelId: "test",
    supportedUrls: {},
    async doStream(options) {
      played.options.push(options);
      const steps = typeof script === "function" ? script(played.options.length) : script;
      const cut = () => {
        played.cuts += 1;
        onCut();
      };
      return { stream: play(steps[Symbol.iterator](), cut) };
    },
    async doGenerate(options) {
      const { stream } = await this.doStream(options);
      const parts: Part[] = [];
      for await (const part of stream) parts.push(part);
      const end = parts.find((part) => part.type === "finish");
      if (!end) throw new Error("the script has no end");
      const texts = parts.map((part) => (part.type === "text-delta" ? part.delta : ""));
      return { ...end, content: [{ type: "text", text: texts.join("") }], warnings: [] };
    },
  };
  return { model: modelOf(upstream, over), played };
}

function play(steps: Iterator<Step>, cut: () => void): ReadableStream<Part> {
  return new ReadableStream<Part>(
    {
      async pull(controller) {
        for (;;) {
          const { done, value } = steps.next();
          if (done) return controller.close();
          if ("fail" in value) throw value.fail;
          if (!("until" in value)) return controller.enqueue(value);
          await value.until;
        }
      },
      cancel: cut,
    },
    { highWaterMark: 0 },
  );
}

/** A model at a thousand credits a token, in and out. */
function modelOf(upstream: LanguageModelV3, over: Partial<Model>): Model {
  return {
    key: 1,
    id: "test/model",
    name: "Test",
    aliases: [],
    upstreamId: "test",
    endpointId: "e",
    endpoint: "Testhost",
    provider: "openai-compatible",
    demo: false,
    keyed: true,
    contextWindow: null,
    maxOutputTokens: null,
    minOutputTokens: null,
    ceilings: null,
    options: z.strictObject({}),
    written: [],
    priceAt: () => flatPrice,
    provide: () => upstream,
    ...over,
  };
}

export const prompt: LanguageModelV3CallOptions["prompt"] = [
  { role: "user", content: [{ type: "text", text: "Say something." }] },
];

/** Keeps the closes it is told of. */
export function recorder(): { along: Along; closes: Closed[] } {
  const closes: Closed[] = [];
  return { closes, along: { closed: (closed) => closes.push(closed) } };
}

/** Reads a stream to its end. */
export async function readAll(stream: ReadableStream<Part>): Promise<Part[]> {
  const parts: Part[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

/** A promise to be settled by hand. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
