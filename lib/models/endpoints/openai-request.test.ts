import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { toCallOptions } from "../options";
import { ProviderError } from "../provider-error";
import {
  finish,
  finishIn,
  hello,
  joined,
  partsOf,
  said,
  sse,
  streaming,
  TestProvider,
} from "./testing";

const provider = new TestProvider();
beforeAll(() => provider.start());
beforeEach(() => provider.next(streaming(sse(said("ok"), finish(), "[DONE]"))));

async function bodyOf(options: Partial<LanguageModelV3CallOptions>, kind?: "openai") {
  await partsOf((await provider.model(kind).doStream({ ...hello, ...options })).stream);
  return provider.seen.at(-1)?.body;
}

test("a plain call carries what is set and nothing else", async () => {
  expect(await bodyOf({ maxOutputTokens: 50 })).toEqual({
    model: "up",
    messages: [{ role: "user", content: "hello" }],
    max_tokens: 50,
    stream: true,
    stream_options: { include_usage: true },
  });
  expect(provider.seen.at(-1)).toMatchObject({
    path: "/v1/chat/completions",
    headers: { authorization: "Bearer sk-canary-1234", "content-type": "application/json" },
  });
});

test("OpenAI has the limit under its newer name", async () => {
  const body = await bodyOf({ maxOutputTokens: 50 }, "openai");
  expect(body).toMatchObject({ max_completion_tokens: 50 });
  expect(body).not.toHaveProperty("max_tokens");
});

test("options go by their names", async () => {
  const options = {
    temperature: 0.5,
    top_p: 0.9,
    stop: ["a", "b"],
    seed: 1,
    presence_penalty: 0.1,
    frequency_penalty: 0.2,
    logit_bias: { "5": -100 },
    reasoning_effort: "low",
  };
  expect(await bodyOf(toCallOptions(options))).toMatchObject(options);
});

test("the prompt is converted: system, images, tool calls and results", async () => {
  const body = await bodyOf({
    prompt: [
      { role: "system", content: "Be brief." },
      {
        role: "user",
        content: [
          { type: "text", text: "What is it?" },
          { type: "file", mediaType: "image/png", data: new Uint8Array([1, 2, 3]) },
        ],
      },
      {
        role: "assistant",
        content: [
          { type: "reasoning", text: "hm" },
          { type: "text", text: "I look." },
          { type: "tool-call", toolCallId: "a", toolName: "look", input: { at: 1 } },
        ],
      },
      {
        role: "tool",
        content: [
          {
            type: "tool-result",
            toolCallId: "a",
            toolName: "look",
            output: { type: "json", value: { is: "a cat" } },
          },
        ],
      },
    ],
  });
  expect(body?.messages).toEqual([
    { role: "system", content: "Be brief." },
    {
      role: "user",
      content: [
        { type: "text", text: "What is it?" },
        { type: "image_url", image_url: { url: "data:image/png;base64,AQID" } },
      ],
    },
    {
      role: "assistant",
      content: "I look.",
      tool_calls: [
        { id: "a", type: "function", function: { name: "look", arguments: '{"at":1}' } },
      ],
    },
    { role: "tool", tool_call_id: "a", content: '{"is":"a cat"}' },
  ]);
});

test("tools, their choice and the response format pass through", async () => {
  const schema = { type: "object" as const, properties: {} };
  const body = await bodyOf({
    tools: [{ type: "function", name: "look", description: "Looks.", inputSchema: schema }],
    toolChoice: { type: "tool", toolName: "look" },
    responseFormat: { type: "json", schema },
  });
  expect(body).toMatchObject({
    tools: [{ type: "function", function: { name: "look", parameters: schema } }],
    tool_choice: { type: "function", function: { name: "look" } },
    response_format: { type: "json_schema", json_schema: { name: "response", schema } },
  });
});

test.each<[string, Partial<LanguageModelV3CallOptions>]>([
  ["a hosted tool", { tools: [{ type: "provider", id: "openai.search", name: "s", args: {} }] }],
  [
    "a file that is no image",
    {
      prompt: [{ role: "user", content: [{ type: "file", mediaType: "audio/wav", data: "AAAA" }] }],
    },
  ],
])("%s is not sent", async (_, options) => {
  const before = provider.seen.length;
  const call = provider.model().doStream({ ...hello, ...options });
  await expect(Promise.resolve(call)).rejects.toMatchObject({ failure: "unsent" });
  expect(provider.seen.length).toBe(before);
});

describe("error statuses", () => {
  const answer = (status: number, body: string, headers: Record<string, string> = {}) =>
    provider.next((response) => void response.writeHead(status, headers).end(body));
  const failed = async () => {
    const error = await Promise.resolve(provider.model().doStream(hello)).catch((one) => one);
    if (!(error instanceof ProviderError)) throw new Error("It did not fail.");
    return error;
  };

  test("a rate limit has its words and its wait", async () => {
    answer(429, '{"error":{"message":"Slow down."}}', { "retry-after": "7" });
    expect(await failed()).toMatchObject({ failure: "status", status: 429, retryAfterSeconds: 7 });
    expect((await failed()).message).toContain("Slow down.");
  });

  test("a bad key shows nothing of the key", async () => {
    const words = "Incorrect API key provided: sk-canary-1234. Project proj_secret.";
    answer(401, JSON.stringify({ error: { message: words } }));
    const { message, status } = await failed();
    expect(status).toBe(401);
    expect(message).not.toMatch(/canary|proj_secret/);
  });

  test("no status repeats the key, whole or masked, in JSON or text", async () => {
    answer(400, "bad request with Bearer sk-canary-1234 and sk-can****1234");
    expect((await failed()).message).not.toMatch(/1234/);
  });

  test("a page and an endless body are cut off", async () => {
    answer(502, "<html><h1>Bad gateway</h1></html>");
    expect((await failed()).message).toBe("The provider answered with status 502.");
    answer(500, "x".repeat(1_000_000));
    expect((await failed()).message.length).toBeLessThan(400);
  });

  test("a redirect is refused, and nothing is sent there", async () => {
    const before = provider.seen.length;
    answer(307, "", { location: `${provider.baseUrl}/elsewhere` });
    expect(await failed()).toMatchObject({ failure: "status", status: 307 });
    expect(provider.seen.length).toBe(before + 1);
  });
});

describe("without a stream", () => {
  const reply = (body: unknown) =>
    provider.next((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    });
  const whole = {
    id: "c1",
    model: "up-1",
    choices: [{ index: 0, message: { content: "A title\0" }, finish_reason: "stop" }],
    usage: { prompt_tokens: 6, completion_tokens: 22 },
  };

  test("the reply is text, finish reason and usage", async () => {
    reply(whole);
    const result = await provider.model().doGenerate(hello);
    expect(result).toMatchObject({
      content: [{ type: "text", text: "A title\uFFFD" }],
      finishReason: { unified: "stop" },
      usage: { inputTokens: { total: 6 }, raw: { packets: [whole.usage] } },
      response: { id: "c1", modelId: "up-1" },
    });
    expect(provider.seen.at(-1)?.body).not.toHaveProperty("stream");
  });

  test("a whole reply where a stream was asked for is taken as one", async () => {
    reply(whole);
    const parts = await partsOf((await provider.model().doStream(hello)).stream);
    expect(joined(parts, "text")).toBe("A title\uFFFD");
    expect(finishIn(parts)?.usage.raw).toEqual({ packets: [whole.usage] });
  });

  test.each<[string, unknown, string]>([
    ["an error object", { error: { message: "Not offered." } }, "status"],
    ["no JSON", "<html>", "broken"],
    ["no choice", { choices: [] }, "broken"],
    ["content that is a number", { choices: [{ message: { content: 5 } }] }, "broken"],
  ])("%s is refused", async (_, body, failure) => {
    reply(body);
    const call = provider.model().doGenerate(hello);
    await expect(Promise.resolve(call)).rejects.toMatchObject({ failure });
  });
});
