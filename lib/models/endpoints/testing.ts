import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { LanguageModelV3CallOptions, LanguageModelV3StreamPart } from "@ai-sdk/provider";
import { afterAll } from "vitest";
import type { ProviderError } from "../provider-error";
import { openAiCompatible } from "./openai-compatible";

type Seen = {
  path: string;
  headers: IncomingMessage["headers"];
  body: Record<string, unknown>;
  sent: string;
};
type Reply = (response: ServerResponse, request: IncomingMessage) => void | Promise<void>;

/** A provider on loopback that answers each call with what `next` was given. */
export class TestProvider {
  readonly seen: Seen[] = [];
  baseUrl = "";
  private reply: Reply = (response) => void response.end();

  async start(): Promise<void> {
    const server = createServer(async (request, response) => {
      const sent = await text(request);
      const body = JSON.parse(sent) as Record<string, unknown>;
      this.seen.push({ path: request.url ?? "", headers: request.headers, body, sent });
      await this.reply(response, request);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    afterAll(() => {
      server.closeAllConnections();
      server.close();
    });
  }

  next(reply: Reply): void {
    this.reply = reply;
  }

  model(provider: "openai" | "openai-compatible" = "openai-compatible", apiKey = "sk-canary-1234") {
    return openAiCompatible({ provider, upstreamId: "up", baseUrl: this.baseUrl, apiKey });
  }
}

export const hello: LanguageModelV3CallOptions = {
  prompt: [{ role: "user", content: [{ type: "text", text: "hello" }] }],
};

export function chunk(delta: object, more: object = {}, choice: object = {}): object {
  const choices = [{ index: 0, delta, finish_reason: null, ...choice }];
  return { id: "c1", model: "up-1", choices, ...more };
}

export const said = (content: string, more: object = {}) => chunk({ content }, more);
export const finish = (reason = "stop", more: object = {}) =>
  chunk({}, more, { finish_reason: reason });
export const usage = (prompt_tokens: number, completion_tokens: number) => ({
  choices: [],
  usage: { prompt_tokens, completion_tokens },
});

/** Events as OpenAI frames them; text goes out as it is. */
export function sse(...events: (object | string)[]): Buffer {
  const frames = events.map(
    (event) => `data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`,
  );
  return Buffer.from(frames.join(""));
}

/** Replies with an event stream whose bytes are written `size` at a time. */
export function streaming(bytes: Buffer, size = bytes.length): Reply {
  return (response) => {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    for (let at = 0; at < bytes.length; at += size) response.write(bytes.subarray(at, at + size));
    response.end();
  };
}

export async function partsOf(
  stream: ReadableStream<LanguageModelV3StreamPart>,
): Promise<LanguageModelV3StreamPart[]> {
  const parts: LanguageModelV3StreamPart[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

export function joined(parts: LanguageModelV3StreamPart[], type: "text" | "reasoning"): string {
  const deltas = parts.flatMap((part) =>
    part.type === "text-delta" || part.type === "reasoning-delta" ? [part] : [],
  );
  return deltas.map((part) => (part.type === `${type}-delta` ? part.delta : "")).join("");
}

export function errorIn(parts: LanguageModelV3StreamPart[]): ProviderError | undefined {
  const part = parts.find((one) => one.type === "error");
  return part?.error as ProviderError | undefined;
}

export function finishIn(parts: LanguageModelV3StreamPart[]) {
  return parts.find((part) => part.type === "finish");
}

export function usagesIn(parts: LanguageModelV3StreamPart[]): unknown[] {
  return parts.flatMap((part) =>
    part.type === "raw" ? [(part.rawValue as { usage: unknown }).usage] : [],
  );
}
