import Anthropic from "@anthropic-ai/sdk";
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

/** The npm package `@anthropic-ai/sdk`, as its users use it: the key goes in `x-api-key`. */
const clientOf = ({ url }: Purser, { key }: TestPerson) =>
  new Anthropic({ baseURL: url, apiKey: key, maxRetries: 0 });

const tools = [
  {
    name: weather.name,
    description: weather.description,
    input_schema: { ...weather.schema, type: "object" as const },
  },
];

const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const image = {
  type: "image" as const,
  source: { type: "base64" as const, media_type: "image/png" as const, data: pixel },
};

test.describe.configure({ mode: "serial" });
test.beforeAll(({ purser, upstream }) => addKinds(purser, upstream));

for (const model of everyModel) {
  test(`messages of ${model}: whole, streamed, tools`, async ({ person, purser, upstream }) => {
    const asking = await rich(await person(), purser);
    const client = clientOf(purser, asking);
    upstream.reset();
    const max_tokens = 200;
    const whole = await client.messages.create({
      model,
      max_tokens,
      system: [{ type: "text", text: "Be short." }],
      messages: [
        {
          role: "user",
          content: [{ type: "text", text: directed({ tokens: 23, cached_tokens: 3 }) }],
        },
      ],
    });
    const [first] = upstream.calls();
    expect(whole.content).toEqual([{ type: "text", text: first?.text_true }]);
    expect(whole.stop_reason).toBe("end_turn");
    expect(whole.usage).toMatchObject({
      input_tokens: (first?.prompt_tokens ?? 0) - 3,
      cache_read_input_tokens: 3,
      output_tokens: 23,
    });
    expect((whole.usage as unknown as Costing).cost_credits).toBeGreaterThan(0);

    const runner = client.messages.stream({
      model,
      max_tokens,
      messages: [
        {
          role: "user",
          content: directed({ tokens: 9, reasoning_tokens: 2, reasoning_visible: true }),
        },
      ],
    });
    const streamed = await runner.finalMessage();
    expect(streamed.content.map(({ type }) => type)).toEqual(["thinking", "text"]);
    expect(streamed.content.at(-1)).toMatchObject({ text: upstream.calls().at(-1)?.text_true });
    expect(streamed.usage).toMatchObject({ output_tokens: 11 });

    const asked = { role: "user" as const, content: directed({ tool_calls: twoCities }) };
    const stream = client.messages.stream({ model, max_tokens, messages: [asked], tools });
    const called = await stream.finalMessage();
    expect(called.stop_reason).toBe("tool_use");
    const uses = called.content.flatMap((block) => (block.type === "tool_use" ? [block] : []));
    expect(uses.map(({ input }) => input)).toEqual([{ city: "Oslo" }, { city: "Lima" }]);
    const results = uses.map(({ id }) => ({
      type: "tool_result" as const,
      tool_use_id: id,
      content: "Rain",
    }));
    const told = await client.messages.create({
      model,
      max_tokens,
      tools,
      messages: [asked, { role: "assistant", content: uses }, { role: "user", content: results }],
    });
    expect(told.content).toEqual([{ type: "text", text: upstream.calls().at(-1)?.text_true }]);

    const cut = await client.messages.create({
      model,
      max_tokens: 16,
      messages: [{ role: "user", content: directed({ tokens: 60 }) }],
    });
    expect(cut).toMatchObject({ stop_reason: "max_tokens", usage: { output_tokens: 16 } });
    await booksAgree(asking, upstream);

    const seen = await client.messages.create({
      model,
      max_tokens,
      messages: [{ role: "user", content: [image, { type: "text", text: "What is this?" }] }],
    });
    expect(seen.usage.output_tokens).toBeGreaterThan(0);
    expect(JSON.stringify(upstream.calls().at(-1)?.body)).toContain(pixel);
  });
}

test("every field goes to a provider of the same dialect, and its beta header", async ({
  person,
  purser,
  upstream,
}) => {
  const asking = await rich(await person(), purser);
  upstream.reset();
  const sent = {
    model: "a-claude",
    max_tokens: 2000,
    top_k: 5,
    stop_sequences: ["END"],
    thinking: { type: "enabled" as const, budget_tokens: 1024 },
    metadata: { user_id: "u-1" },
    something_new: { kept: true },
    messages: [
      {
        role: "user" as const,
        content: [
          {
            type: "text" as const,
            text: directed({ tokens: 4 }),
            cache_control: { type: "ephemeral" as const },
          },
        ],
      },
    ],
  };
  const beta = "interleaved-thinking-2025-05-14";
  const headers = { "anthropic-beta": beta };
  await clientOf(purser, asking).messages.create(sent, { headers });
  const [call] = upstream.calls();
  expect(call?.body).toEqual({ ...sent, model: "claude-haiku-4-5" });
  expect(call?.headers).toMatchObject({
    "anthropic-beta": beta,
    "anthropic-version": expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
  });
});

test("a count of our own, which costs nothing", async ({ person, purser, upstream }) => {
  const asking = await person();
  upstream.reset();
  const counted = await clientOf(purser, asking).messages.countTokens({
    model: "a-claude",
    messages: [{ role: "user", content: "A quiet harbour at dawn" }],
  });
  expect(counted).toMatchObject({ estimated: true });
  expect(counted.input_tokens).toBeGreaterThan(4);
  expect(upstream.calls()).toEqual([]);
});

test("refusals are the client's own errors", async ({ person, purser, upstream }) => {
  const asking = await person();
  const client = clientOf(purser, asking);
  upstream.reset();
  const model = "a-claude";
  const messages = [{ role: "user" as const, content: "Hello" }];
  const body = { model, max_tokens: 100, messages };
  const wrong = clientOf(purser, { ...asking, key: "sk-wrong" });
  await expect(wrong.messages.create(body)).rejects.toThrow(Anthropic.AuthenticationError);
  await expect(client.messages.create({ ...body, model: "nothing" })).rejects.toMatchObject({
    status: 404,
    error: { error: { type: "not_found_error" } },
  });
  const hour = { type: "ephemeral", ttl: "1h" };
  const url = { type: "url", url: "https://example.com/a.png" };
  const refused: object[] = [
    { mcp_servers: [{ type: "url", url: "https://example.com", name: "x" }] },
    { container: "container_1" },
    { tools: [{ type: "web_search_20250305", name: "web_search" }] },
    { messages: [{ role: "user", content: [{ type: "image", source: url }] }] },
    {
      messages: [
        { role: "user", content: [{ type: "document", source: { type: "file", file_id: "f" } }] },
      ],
    },
    { messages: [{ role: "user", content: [{ type: "text", text: "x", cache_control: hour }] }] },
    { context_management: { edits: [{ type: "compact_20260112" }] } },
  ];
  for (const more of refused) {
    const asked = client.messages.create({ ...body, ...more } as typeof body);
    await expect(asked, JSON.stringify(more)).rejects.toMatchObject({
      status: 400,
      error: { type: "error", error: { type: "invalid_request_error" } },
    });
  }
  const headers = { "anthropic-beta": "files-api-2025-04-14" };
  await expect(client.messages.create(body, { headers })).rejects.toMatchObject({ status: 400 });
  const long = [{ role: "user" as const, content: "x".repeat(4_000_000) }];
  await expect(client.messages.create({ ...body, messages: long })).rejects.toMatchObject({
    status: 429,
    error: { error: { type: "rate_limit_error" } },
  });
  expect(upstream.calls()).toEqual([]);
  upstream.queue({ fault: "overloaded", times: 3 });
  await expect(client.messages.create(body)).rejects.toMatchObject({
    status: 529,
    error: { error: { type: "overloaded_error" } },
  });
  upstream.reset();
  const broken = client.messages.stream({
    ...body,
    messages: [{ role: "user", content: directed({ tokens: 20, fault: "eof", after: 10 }) }],
  });
  await expect(broken.finalMessage()).rejects.toThrow(/broke off after \d+ tokens/);
});
