import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { testModel, testUpstream } from "../conversations/testing";
import { db } from "../db/client";
import { reservations, usage } from "../db/schema";
import { bookErrors } from "../ledger/testing";
import { createEndpoint } from "../models/endpoint-verbs/create";
import { endpointBody } from "../models/schemas";
import { chat, fronts, makeKey } from "./testing";

const upstream = testUpstream();
const by = fronts();
const claude = "claude-haiku-4-5";
const responses = "/v1/responses";
const messages = "/v1/messages";

let made = false;
beforeEach(async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  upstream().reset();
  if (made) return;
  made = true;
  const price = { input: "1", output: "5", cached_input: "0.1", cache_write: "1.25" };
  const ceilings = { remote_image: 2000, hosted_tools: 3000 };
  const input = endpointBody.parse({
    name: "anthropic",
    kind: "anthropic",
    base_url: upstream().baseUrl,
    api_key: "sk-provider-0123456789",
    models: [
      { id: claude, price, max_output_tokens: 4096 },
      { id: "open", upstream_id: claude, price, max_output_tokens: 4096, ceilings },
    ],
  });
  await createEndpoint({ viewer: { kind: "admin-key", role: "admin" }, input });
});
afterEach(async () => {
  vi.restoreAllMocks();
  expect(await bookErrors()).toEqual([]);
  const open = await db().select().from(reservations).where(eq(reservations.state, "open"));
  expect(open).toEqual([]);
});

const directed = (script: object) => `@upstream ${JSON.stringify(script)} Hello`;

type Asked = { path: string; body: (script: object, more?: object) => object };
const asked: Record<string, Asked> = {
  responses: {
    path: responses,
    body: (script, more) => ({ model: testModel, input: directed(script), ...more }),
  },
  messages: {
    path: messages,
    body: (script, more) => ({
      model: claude,
      messages: [{ role: "user", content: directed(script) }],
      ...more,
    }),
  },
  "responses, translated": {
    path: responses,
    body: (script, more) => ({ model: claude, input: directed(script), ...more }),
  },
  "messages, translated": {
    path: messages,
    body: (script, more) => ({
      model: testModel,
      messages: [{ role: "user", content: directed(script) }],
      ...more,
    }),
  },
};

const kinds = Object.keys(asked);
type Row = typeof usage.$inferSelect;

async function ask(kind: string, script: object, more: object = {}) {
  const { path, body } = asked[kind] as Asked;
  const { key, userId } = await makeKey();
  const reply = await by.node(path, chat(key, body(script, more)));
  const text = await reply.text();
  const rows = await db().select().from(usage).where(eq(usage.userId, userId));
  return { reply, text, last: lastEvent(text), row: rows[0] as Row };
}

function lastEvent(text: string) {
  const data = text.split("\n").flatMap((line) => (line.startsWith("data: ") ? [line] : []));
  const last = data.at(-1)?.slice(6);
  return last === undefined
    ? null
    : (JSON.parse(last) as { type: string; [more: string]: unknown });
}

it.each(kinds)("%s: a stream that breaks ends with an error, and is charged", async (kind) => {
  const { last, row } = await ask(kind, { tokens: 20, fault: "eof", after: 10 }, { stream: true });
  expect(last?.type).toBe(kind.startsWith("responses") ? "response.failed" : "error");
  expect(JSON.stringify(last)).toMatch(/broke off after \d+ tokens/);
  expect(row).toMatchObject({ usageSource: "estimated" });
  expect(row.outputTokens).toBeGreaterThan(0);
});

it.each(kinds)("%s: an error before the answer has its own status", async (kind) => {
  const { reply, text, row } = await ask(kind, { fault: "rate-limit" }, { stream: true });
  expect(reply.status).toBe(429);
  expect(text).toContain("Rate limit reached");
  expect(row.costCredits).toBe(0);
});

it.each(kinds)("%s: what will not obey its limit is cut at it", async (kind) => {
  const limit = kind.startsWith("responses") ? { max_output_tokens: 12 } : { max_tokens: 12 };
  const { text, row } = await ask(kind, { fault: "endless" }, { stream: true, ...limit });
  expect(text).toContain(kind.startsWith("responses") ? "response.incomplete" : '"max_tokens"');
  expect(row).toMatchObject({ usageSource: "estimated" });
});

it.each(kinds)("%s: a whole answer that breaks is charged by what came", async (kind) => {
  const { reply, text, row } = await ask(kind, { tokens: 40, fault: "reset" });
  expect(reply.status).toBe(502);
  expect(text).toMatch(/broke off after \w+ tokens.*The part that came cost/);
  expect(row).toMatchObject({ usageSource: "estimated" });
  expect(row.outputTokens).toBeGreaterThan(0);
  expect(row.outputTokens).toBeLessThan(40);
});

it.each(kinds)("%s: no usage is our own count, and says so", async (kind) => {
  const whole = await ask(kind, { tokens: 20, fault: "no-usage" });
  expect(whole.row.usageSource).toBe("estimated");
  const streamed = await ask(kind, { tokens: 20, fault: "no-usage" }, { stream: true });
  expect(streamed.row.usageSource).toBe("estimated");
  expect([whole.text, streamed.text].join()).toContain('"estimated":true');
});

it("asks for what only a ceiling bounds, and holds for it", async () => {
  const { key } = await makeKey();
  const image = { type: "image", source: { type: "url", url: "https://example.com/a.png" } };
  const body = {
    model: "open",
    max_tokens: 50,
    tools: [{ type: "web_search_20250305", name: "web_search" }],
    messages: [{ role: "user", content: [image, { type: "text", text: "What is it?" }] }],
  };
  const reply = await by.node(messages, chat(key, body));
  expect(reply.status).toBe(200);
  const id = reply.headers.get("x-purser-usage-id") ?? "";
  const [hold] = await db().select().from(reservations).where(eq(reservations.id, id));
  expect(hold?.credits).toBeGreaterThan(5000 * 1000);
  const refused = await by.node(messages, chat(key, { ...body, model: claude }));
  expect(refused.status).toBe(400);
});

it("a whole reply that its client did not stream is settled as any other", async () => {
  const { text, row } = await ask("responses", { tokens: 23, reasoning_tokens: 4 });
  const reply = JSON.parse(text) as { usage: object };
  expect(reply.usage).toMatchObject({
    output_tokens: 27,
    output_tokens_details: { reasoning_tokens: 4 },
    cost_credits: row.costCredits,
  });
  expect(row).toMatchObject({ outputTokens: 27, reasoningTokens: 4, usageSource: "provider" });
});

it("embeddings without usage are counted by us, token ids as they are", async () => {
  const { key, userId } = await makeKey();
  const input = [[1, 2, 3, 4], "Hello"];
  upstream().queue({ fault: "no-usage" });
  const reply = await by.node("/v1/embeddings", chat(key, { model: testModel, input }));
  expect(reply.status, await reply.clone().text()).toBe(200);
  const [row] = await db().select().from(usage).where(eq(usage.userId, userId));
  expect(row).toMatchObject({ usageSource: "estimated", outputTokens: 0, uncachedInputTokens: 5 });
});

it.each([
  ["effort for a model that thinks by budget", { reasoning: { effort: "low" } }, 200],
  ["logprobs", { top_logprobs: 3 }, 400],
  ["a seed that it has not", { seed: 4 }, 400],
  ["two hosted tools", { tools: [{ type: "web_search" }] }, 400],
])("translated: %s", async (_, more, status) => {
  const { reply, text } = await ask("responses, translated", { tokens: 5 }, more);
  expect(reply.status, text).toBe(status);
});

const oslo = [{ name: "weather", arguments: { city: "Oslo" } }];
const tool = { name: "weather", parameters: { type: "object", properties: {} } };

it.each([false, true])(
  "gives a model its signed thoughts back with a tool's answer (streamed: %s)",
  async (stream) => {
    const { key } = await makeKey();
    const script = { reasoning_tokens: 3, reasoning_visible: true, tool_calls: oslo };
    const first = { role: "user", content: directed(script) };
    const tools = [{ type: "function", function: tool }];
    const body = { model: claude, stream, tools, messages: [first] };
    const reply = await by.node("/v1/chat/completions", chat(key, body));
    const [, id = ""] = /"id":"(call[\w-]+|toolu[\w-]+)"/.exec(await reply.text()) ?? [];
    const calls = [{ id, type: "function", function: { name: "weather", arguments: "{}" } }];
    const said = { role: "assistant", tool_calls: calls };
    const told = { role: "tool", tool_call_id: id, content: "Rain" };
    const then = { ...body, messages: [first, said, told] };
    // To its end: before that its hold is open.
    await (await by.node("/v1/chat/completions", chat(key, then))).text();
    expect(JSON.stringify(upstream().calls().at(-1)?.body)).toContain('"signature":"signed"');
  },
);
