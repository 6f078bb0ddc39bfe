import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eventsOf, type Json, jsonOf, prompt, toolCalls } from "./dialects.testing";
import { startUpstream, type Upstream } from "./server";
import { EIGHT, THREE } from "./testing";

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());
beforeEach(() => upstream.reset());

const events = (path: string, body: object) => eventsOf(upstream.port, path, body);
const json = (path: string, body: object) => jsonOf(upstream.port, path, body);

describe("Anthropic's Messages", () => {
  const path = "/v1/messages";
  const ask = (script: object | null, over: object = {}) => ({
    model: "claude",
    max_tokens: 100,
    stream: true,
    messages: [{ role: "user", content: prompt(script) }],
    ...over,
  });

  test("input at the beginning, output at the end", async () => {
    const { all, types } = await events(
      path,
      ask({ tokens: 3, cached_tokens: 2, cache_write_tokens: 1 }),
    );
    expect(types).toEqual([
      "message_start",
      "content_block_start",
      ...["content_block_delta", "content_block_delta", "content_block_delta"],
      "content_block_stop",
      "message_delta",
      "message_stop",
    ]);
    const [call] = upstream.calls();
    expect(call).toMatchObject({ text_true: THREE, completion_tokens_sent: 3 });
    expect(all[0]?.message).toHaveProperty("usage", {
      input_tokens: (call?.prompt_tokens ?? 0) - 3,
      cache_creation_input_tokens: 1,
      cache_read_input_tokens: 2,
      output_tokens: 1,
    });
    expect(all.at(-2)).toMatchObject({
      delta: { stop_reason: "end_turn" },
      usage: { output_tokens: 3 },
    });
  });

  test("its reasons, thoughts and tools", async () => {
    const cut = await events(path, ask({ tokens: 8 }, { max_tokens: 3 }));
    expect(cut.all.at(-2)).toMatchObject({ delta: { stop_reason: "max_tokens" } });
    const used = await events(
      path,
      ask({ tool_calls: toolCalls, reasoning_tokens: 2, reasoning_visible: true }),
    );
    const blocks = used.all.flatMap(({ content_block }) => content_block ?? []);
    expect(blocks.map((block) => (block as Json).type)).toEqual(["thinking", "tool_use"]);
    expect(used.all.at(-2)).toMatchObject({
      delta: { stop_reason: "tool_use" },
      usage: { output_tokens: 7 },
    });
    expect(upstream.calls()[1]?.completion_tokens_sent).toBe(7);
  });

  test("an overload inside the stream, an end before its time, no usage", async () => {
    const failed = await events(path, ask({ tokens: 8, fault: "error-event", after: 3 }));
    expect(failed.last).toMatchObject({ type: "error", error: { type: "overloaded_error" } });
    const broken = await events(path, ask({ tokens: 8, fault: "eof-before-done" }));
    expect(broken.types.at(-1)).toBe("message_delta");
    const early = await events(path, ask({ tokens: 8, fault: "eof", after: 3 }));
    expect(early.types.at(-1)).toBe("content_block_delta");
    const silent = await events(path, ask({ tokens: 8, fault: "no-usage" }));
    expect(silent.all.at(-2)).not.toHaveProperty("usage");
  });

  test("without a stream; a status in its own words", async () => {
    const whole = await json(path, ask({ tokens: 8, cached_tokens: 2 }, { stream: false }));
    expect(whole.body).toMatchObject({
      content: [{ type: "text", text: EIGHT }],
      stop_reason: "end_turn",
      usage: { cache_read_input_tokens: 2, output_tokens: 8 },
    });
    const refused = await json(path, ask({ fault: "overloaded" }));
    const error = { type: "overloaded_error", message: "Overloaded." };
    expect(refused).toEqual({ status: 529, body: { type: "error", error } });
  });
});

describe("Gemini", () => {
  const at = (verb: string) => `/v1beta/models/gemini-x:${verb}`;
  const stream = `${at("streamGenerateContent")}?alt=sse`;
  const ask = (script: object | null, maxOutputTokens = 100) => ({
    contents: [{ role: "user", parts: [{ text: prompt(script) }] }],
    generationConfig: { maxOutputTokens },
  });

  test("running totals, thoughts beside the answer", async () => {
    const { all, last } = await events(
      stream,
      ask({ tokens: 3, reasoning_tokens: 4, cached_tokens: 2 }),
    );
    const [call] = upstream.calls();
    expect(call).toMatchObject({ model: "gemini-x", text_true: THREE, completion_tokens_sent: 7 });
    const usages = all.map((event) => event.usageMetadata as Json);
    expect(usages.map(({ candidatesTokenCount: count }) => count)).toEqual([1, 2, 3, 3]);
    expect(last).toMatchObject({
      candidates: [{ finishReason: "STOP" }],
      usageMetadata: {
        promptTokenCount: call?.prompt_tokens,
        thoughtsTokenCount: 4,
        cachedContentTokenCount: 2,
        totalTokenCount: (call?.prompt_tokens ?? 0) + 7,
      },
    });
  });

  test("its limit, its functions, its faults", async () => {
    const cut = await events(stream, ask({ tokens: 8 }, 3));
    expect(cut.last).toMatchObject({ candidates: [{ finishReason: "MAX_TOKENS" }] });
    const used = await events(stream, ask({ tool_calls: toolCalls }));
    const call = { functionCall: { name: "weather", args: { city: "Oslo" } } };
    expect(used.all[0]).toMatchObject({ candidates: [{ content: { parts: [call] } }] });
    const failed = await events(stream, ask({ tokens: 8, fault: "error-event", after: 3 }));
    expect(failed.last).toMatchObject({ error: { code: 503, status: "UNAVAILABLE" } });
    const early = await events(stream, ask({ tokens: 8, fault: "eof", after: 3 }));
    expect(early.last).toMatchObject({ usageMetadata: { candidatesTokenCount: 3 } });
    const silent = await events(stream, ask({ tokens: 8, fault: "no-usage" }));
    expect(silent.all.some((event) => "usageMetadata" in event)).toBe(false);
  });

  test("without a stream; a status in its own words", async () => {
    const whole = await json(at("generateContent"), ask({ tokens: 8 }));
    expect(whole.body).toMatchObject({
      candidates: [{ content: { parts: [{ text: EIGHT }] }, finishReason: "STOP" }],
      usageMetadata: { candidatesTokenCount: 8 },
    });
    const refused = await json(at("generateContent"), ask({ fault: "rate-limit" }));
    expect(refused.body).toMatchObject({ error: { code: 429, status: "RESOURCE_EXHAUSTED" } });
  });
});
