import OpenAI from "openai";
import { directed } from "./chat";
import {
  addKinds,
  booksAgree,
  type Costing,
  everyModel,
  rich,
  twoCities,
  weather,
} from "./clients";
import { expect, test } from "./fixtures";
import type { TestPerson } from "./person";
import type { Purser } from "./purser";

/** The npm package `openai`, as its users use it. */
const clientOf = ({ url }: Purser, { key }: TestPerson, more = {}) =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey: key, ...more });

const tool = {
  type: "function" as const,
  function: { name: weather.name, description: weather.description, parameters: weather.schema },
};

test.describe.configure({ mode: "serial" });
test.beforeAll(({ purser, upstream }) => addKinds(purser, upstream));

for (const model of everyModel) {
  test(`chat with ${model}: whole, streamed, tools, JSON`, async ({ person, purser, upstream }) => {
    const asking = await rich(await person(), purser);
    const client = clientOf(purser, asking);
    upstream.reset();
    const content = directed({ tokens: 23 });
    const messages = [{ role: "user" as const, content }];
    const whole = await client.chat.completions.create({ model, messages });
    expect(whole.usage).toMatchObject({ completion_tokens: 23 });
    expect((whole.usage as unknown as Costing).cost_credits).toBeGreaterThan(0);

    const runner = client.chat.completions.stream({
      model,
      messages: [{ role: "user", content: directed({ tokens: 31 }) }],
      stream_options: { include_usage: true },
    });
    const text = (await runner.finalChatCompletion()).choices[0]?.message.content;
    expect(text).toBe(upstream.calls().at(-1)?.text_true);
    expect(await runner.totalUsage()).toMatchObject({ completion_tokens: 31 });

    const asked = { role: "user" as const, content: directed({ tool_calls: twoCities }) };
    const called = await client.chat.completions.create({
      model,
      messages: [asked],
      tools: [tool],
    });
    const [choice] = called.choices;
    const toolCalls = choice?.message.tool_calls ?? [];
    expect(choice?.finish_reason).toBe("tool_calls");
    expect(toolCalls.map((one) => one.type === "function" && one.function.arguments)).toEqual([
      '{"city":"Oslo"}',
      '{"city":"Lima"}',
    ]);
    const results = toolCalls.map(({ id }) => ({
      role: "tool" as const,
      tool_call_id: id,
      content: "Rain",
    }));
    const told = await client.chat.completions.create({
      model,
      tools: [tool],
      messages: [asked, { role: "assistant", tool_calls: toolCalls }, ...results],
    });
    expect(told.choices[0]?.message.content).toBe(upstream.calls().at(-1)?.text_true);

    const json = await client.chat.completions.parse({
      model,
      messages: [{ role: "user", content: directed({ text: '{"city":"Oslo"}' }) }],
      response_format: {
        type: "json_schema",
        json_schema: { name: "place", schema: weather.schema, strict: true },
      },
    });
    expect(JSON.parse(json.choices[0]?.message.content ?? "")).toEqual({ city: "Oslo" });
    await booksAgree(asking, upstream);
  });

  test(`responses of ${model}: whole, streamed, tools`, async ({ person, purser, upstream }) => {
    const asking = await rich(await person(), purser);
    const client = clientOf(purser, asking);
    upstream.reset();
    const whole = await client.responses.create({
      model,
      instructions: "Be short.",
      input: directed({ tokens: 23, cached_tokens: 3 }),
    });
    expect(whole.status).toBe("completed");
    expect(whole.output_text).toBe(upstream.calls().at(-1)?.text_true);
    expect(whole.usage).toMatchObject({
      output_tokens: 23,
      input_tokens_details: { cached_tokens: 3 },
    });
    expect((whole.usage as unknown as Costing).cost_credits).toBeGreaterThan(0);
    if (model === "test-model") {
      expect(upstream.calls().at(-1)).toMatchObject({
        path: "/v1/responses",
        body: { store: false },
      });
    }

    const seen: string[] = [];
    const runner = client.responses.stream({
      model,
      input: [
        {
          role: "user",
          content: directed({ reasoning_tokens: 2, reasoning_visible: true, tokens: 9 }),
        },
      ],
    });
    for await (const { type } of runner) seen.push(type);
    const streamed = await runner.finalResponse();
    expect(streamed.output_text).toBe(upstream.calls().at(-1)?.text_true);
    expect(streamed.usage).toMatchObject({ output_tokens: 11 });
    expect(seen[0]).toBe("response.created");
    expect(seen.at(-1)).toBe("response.completed");
    expect(seen).toContain("response.reasoning_summary_text.delta");

    const input = [{ role: "user" as const, content: directed({ tool_calls: twoCities }) }];
    const tools = [
      { type: "function" as const, name: "weather", parameters: weather.schema, strict: true },
    ];
    const called = await client.responses.stream({ model, input, tools }).finalResponse();
    const asked = called.output.filter((item) => item.type === "function_call");
    expect(asked.map((one) => one.arguments)).toEqual(['{"city":"Oslo"}', '{"city":"Lima"}']);
    const outputs = asked.map(({ call_id }) => ({
      type: "function_call_output" as const,
      call_id,
      output: "Rain",
    }));
    const told = await client.responses.create({
      model,
      tools,
      input: [...input, ...asked, ...outputs],
    });
    expect(told.output_text).toBe(upstream.calls().at(-1)?.text_true);

    const cut = await client.responses.create({
      model,
      input: directed({ tokens: 60 }),
      max_output_tokens: 16,
    });
    expect(cut).toMatchObject({
      status: "incomplete",
      incomplete_details: { reason: "max_output_tokens" },
      usage: { output_tokens: 16 },
    });
    await booksAgree(asking, upstream);
  });
}

test("an endpoint without responses is asked for chat completions", async ({
  newPurser,
  upstream,
  person,
}) => {
  const purser = await newPurser();
  const made = await purser.admin.post("/api/endpoints", {
    name: "older",
    kind: "openai-compatible",
    base_url: upstream.baseUrl,
    models: [{ id: "older", upstream_id: "test-model", price: { input: "1", output: "5" } }],
  });
  expect(made.status).toBe(201);
  const asking = await rich(await person({ at: purser }), purser);
  const client = clientOf(purser, asking);
  upstream.reset();
  upstream.queue({ match: { contains: "Fallen" }, status: 404 });
  const input = directed({ tokens: 7 }, "Fallen back");
  const first = await client.responses.create({ model: "older", input });
  const second = await client.responses.stream({ model: "older", input }).finalResponse();
  expect([first.usage?.output_tokens, second.usage?.output_tokens]).toEqual([7, 7]);
  expect(upstream.calls().map(({ path }) => path)).toEqual([
    "/v1/responses",
    "/v1/chat/completions",
    "/v1/chat/completions",
  ]);
});

test("embeddings: metered by the input alone", async ({ person, purser, upstream }) => {
  const asking = await rich(await person(), purser);
  const client = clientOf(purser, asking);
  upstream.reset();
  const one = await client.embeddings.create({ model: "test-model", input: "A harbour" });
  const two = await client.embeddings.create({
    model: "test-model",
    input: ["One", "Two"],
    dimensions: 4,
    encoding_format: "float",
  });
  const ids = await client.embeddings.create({ model: "test-model", input: [[1, 2, 3]] });
  expect([one, two, ids].map(({ data }) => data.map(({ embedding }) => embedding.length))).toEqual([
    [8],
    [4, 4],
    [8],
  ]);
  const { usage } = one as unknown as { usage: Costing & { prompt_tokens: number } };
  expect(usage).toEqual({
    prompt_tokens: upstream.calls()[0]?.prompt_tokens,
    total_tokens: usage.prompt_tokens,
    cost_credits: usage.prompt_tokens * 150,
  });
  await booksAgree(asking, upstream);
  await expect(client.embeddings.create({ model: "a-gemini", input: "A harbour" })).rejects.toThrow(
    OpenAI.BadRequestError,
  );
});

test("refusals are the client's own errors, and are not tried again in vain", async ({
  person,
  purser,
  upstream,
}) => {
  const asking = await person();
  const client = clientOf(purser, asking);
  upstream.reset();
  const input = "Hello";
  const model = "test-model";
  const wrongKey = clientOf(purser, { ...asking, key: "sk-wrong" });
  await expect(wrongKey.responses.create({ model, input })).rejects.toThrow(
    OpenAI.AuthenticationError,
  );
  await expect(client.responses.create({ model: "nothing", input })).rejects.toMatchObject({
    status: 404,
    code: "model_not_found",
  });
  const refused: [string, object][] = [
    ["previous_response_id", { previous_response_id: "resp_1" }],
    ["conversation", { conversation: "conv_1" }],
    ["background", { background: true }],
    ["store", { store: true }],
    ["tools.0", { tools: [{ type: "web_search" }] }],
    ["tools.0", { tools: [{ type: "file_search", vector_store_ids: ["vs_1"] }] }],
    ["prompt", { prompt: { id: "pmpt_1" } }],
  ];
  for (const [param, more] of refused) {
    const asked = client.responses.create({ model, input, ...more });
    await expect(asked, param).rejects.toMatchObject({ status: 400, param });
  }
  const image = {
    type: "input_image" as const,
    image_url: "https://example.com/a.png",
    detail: "auto" as const,
  };
  const remote = client.responses.create({ model, input: [{ role: "user", content: [image] }] });
  await expect(remote).rejects.toMatchObject({ status: 400, param: "input.0.content.0" });
  expect(upstream.calls()).toEqual([]);
  const tokens = 1_000_000;
  const long = client.responses.create({ model, input: "x".repeat(4 * tokens) });
  await expect(long).rejects.toMatchObject({ status: 429, code: "insufficient_quota" });
});

test("its own retries lead on where ours end", async ({ person, purser, upstream }) => {
  const asking = await rich(await person(), purser);
  upstream.reset();
  upstream.queue({ fault: "rate-limit", times: 3, retry_after: 0 });
  const told = await clientOf(purser, asking).responses.create({
    model: "test-model",
    input: directed({ tokens: 5 }),
  });
  expect(told.usage?.output_tokens).toBe(5);
  expect(upstream.calls().map(({ status }) => status)).toEqual([429, 429, 429, 200]);
  const stream = clientOf(purser, asking, { maxRetries: 0 }).responses.stream({
    model: "test-model",
    input: directed({ tokens: 20, fault: "eof", after: 10 }),
  });
  const types: string[] = [];
  for await (const { type } of stream) types.push(type);
  expect(types.at(-1)).toBe("response.failed");
});
