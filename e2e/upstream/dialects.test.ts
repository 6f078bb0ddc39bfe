import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eventsOf, jsonOf, prompt, toolCalls } from "./dialects.testing";
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

describe("Responses", () => {
  const path = "/v1/responses";
  const ask = (script: object | null, over: object = {}) => ({
    model: "m",
    input: prompt(script),
    stream: true,
    ...over,
  });

  test("typed events in order, usage in the last one, no [DONE]", async () => {
    const { all, types, last } = await events(path, ask({ tokens: 3, reasoning_tokens: 2 }));
    const text = "response.output_text.delta";
    expect(types).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.content_part.added",
      ...[text, text, text],
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed",
    ]);
    expect(all.map((one) => one.sequence_number)).toEqual(all.map((_, at) => at));
    expect(all.flatMap(({ delta }) => delta ?? []).join("")).toBe(THREE);
    const [call] = upstream.calls();
    expect(call).toMatchObject({ completion_tokens_sent: 5, text_true: THREE });
    const usage = { input_tokens: call?.prompt_tokens, output_tokens: 5 };
    expect(last?.response).toMatchObject({
      usage: { ...usage, output_tokens_details: { reasoning_tokens: 2 } },
    });
    expect(call?.usage_reported).toMatchObject(usage);
  });

  test("cut at its limit it is incomplete, with usage", async () => {
    const { last } = await events(path, ask({ tokens: 8 }, { max_output_tokens: 3 }));
    expect(last).toMatchObject({
      type: "response.incomplete",
      response: {
        incomplete_details: { reason: "max_output_tokens" },
        usage: { output_tokens: 3 },
      },
    });
  });

  test("calls functions", async () => {
    const { all } = await events(path, ask({ tool_calls: toolCalls }));
    const done = all.find(({ type }) => type === "response.output_item.done");
    expect(done?.item).toMatchObject({ name: "weather", arguments: '{"city":"Oslo"}' });
    expect(upstream.calls()[0]?.completion_tokens_sent).toBe(5);
  });

  test("fails inside the stream, breaks off, reports nothing", async () => {
    const failed = await events(path, ask({ tokens: 8, fault: "error-event", after: 3 }));
    expect(failed.last).toMatchObject({ type: "response.failed", response: { status: "failed" } });
    const broken = await events(path, ask({ tokens: 8, fault: "eof", after: 3 }));
    expect(broken.types.at(-1)).toBe("response.output_text.delta");
    const silent = await events(path, ask({ tokens: 8, fault: "no-usage" }));
    expect(silent.last?.response).not.toHaveProperty("usage");
    expect(upstream.calls().map((call) => call.completion_tokens_sent)).toEqual([3, 3, 8]);
  });

  test("without a stream it is one body; an error status has OpenAI's", async () => {
    const whole = await json(path, ask({ tokens: 8 }, { stream: false, instructions: "Be kind" }));
    expect(whole.body).toMatchObject({
      status: "completed",
      output: [{ type: "message", content: [{ text: EIGHT }] }],
      usage: { output_tokens: 8, input_tokens: upstream.calls()[0]?.prompt_tokens },
    });
    const refused = await json(path, ask({ fault: "rate-limit" }));
    expect(refused).toMatchObject({ status: 429, body: { error: { type: "requests" } } });
  });
});

describe("embeddings", () => {
  const path = "/v1/embeddings";

  test("one vector an input, and only input counts", async () => {
    const { body } = await json(path, { model: "e", input: ["one", "two", "one"], dimensions: 4 });
    const [one, two, again] = body.data as { embedding: number[] }[];
    expect(one?.embedding).toHaveLength(4);
    expect(one?.embedding).toEqual(again?.embedding);
    expect(one?.embedding).not.toEqual(two?.embedding);
    expect(body.usage).toEqual({ prompt_tokens: 15, total_tokens: 15 });
    expect(upstream.calls()[0]).toMatchObject({ prompt_tokens: 15, completion_tokens_sent: 0 });
  });

  test("as base64, without usage, and with an error", async () => {
    const base64 = await json(path, { model: "e", input: "a", encoding_format: "base64" });
    const [first] = base64.body.data as { embedding: string }[];
    expect(Buffer.from(first?.embedding ?? "", "base64")).toHaveLength(32);
    const silent = await json(path, { model: "e", input: prompt({ fault: "no-usage" }) });
    expect(silent.body).not.toHaveProperty("usage");
    const busy = await json(path, { model: "e", input: prompt({ fault: "overloaded" }) });
    expect(busy.status).toBe(529);
  });
});
