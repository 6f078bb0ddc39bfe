import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { testModel, testUpstream } from "../conversations/testing";
import { db } from "../db/client";
import { reservations, usage, users } from "../db/schema";
import { bookErrors } from "../ledger/testing";
import { chat, fronts, makeKey, readChunks } from "./testing";

const upstream = testUpstream();
const by = fronts();
const both = ["node", "web"] as const;

beforeEach(() => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  upstream().reset();
});
afterEach(async () => {
  vi.restoreAllMocks();
  expect(await bookErrors()).toEqual([]);
  const open = await db().select().from(reservations).where(eq(reservations.state, "open"));
  expect(open).toEqual([]);
});

const directed = (script: object, text = "Hello") => `@upstream ${JSON.stringify(script)} ${text}`;
const body = (script: object, more: object = {}) => ({
  model: testModel,
  messages: [{ role: "user", content: directed(script) }],
  ...more,
});
const completions = "/v1/chat/completions";
const cost = (input: number, output: number) => input * 150 + output * 600;

it.each(both)("answers whole by the %s front, with its cost", async (front) => {
  const { key, userId } = await makeKey();
  const reply = await by[front](completions, chat(key, body({ tokens: 12 })));
  expect(reply.status).toBe(200);
  const said = (await reply.json()) as {
    usage: object;
    choices: { message: { content: string } }[];
  };
  const [truth] = upstream().calls();
  expect(said.choices[0]?.message.content).toBe(truth?.text_true);
  expect(said.usage).toMatchObject({
    prompt_tokens: truth?.prompt_tokens,
    completion_tokens: 12,
    cost_credits: cost(truth?.prompt_tokens ?? 0, 12),
  });
  const [row] = await db().select().from(usage).where(eq(usage.userId, userId));
  expect(row).toMatchObject({ origin: "gateway", purpose: "chat", usageSource: "provider" });
  expect(reply.headers.get("x-purser-usage-id")).toBe(row?.id);
  expect(reply.headers.get("x-purser-trace-id")).toBe(row?.traceId);
});

const splits = [1, 7, 1400, undefined];
it.each(both.flatMap((front) => splits.map((bytes) => [front, bytes] as const)))(
  "relays a stream by the %s front in packets of %s bytes as it came",
  async (front, split_bytes) => {
    const { key } = await makeKey();
    const script = { tokens: 40, text: "@unicode", split_bytes, comments: true };
    const asked = body(script, { stream: true, stream_options: { include_usage: true } });
    const reply = await by[front](completions, chat(key, asked));
    const text = await reply.text();
    const read = readChunks(text);
    const [truth] = upstream().calls();
    expect(read).toMatchObject({ done: true, text: truth?.text_true, error: null });
    expect(read.usage).toMatchObject({
      completion_tokens: 40,
      cost_credits: cost(truth?.prompt_tokens ?? 0, 40),
    });
    expect(read.chunks.filter((chunk) => chunk.usage)).toHaveLength(1);
    expect(text.split("\n").filter((line) => line.startsWith(":")).length).toBeGreaterThan(20);
  },
);

it.each(["crlf", "pretty"])(
  "reads a stream along whose events are written otherwise: %s",
  async (how) => {
    const { key } = await makeKey();
    const asked = body({ tokens: 9, [how]: true, split_bytes: 5 }, { stream: true });
    const reply = await by.node(completions, chat(key, asked));
    const text = await reply.text();
    expect(text.trimEnd().endsWith("data: [DONE]")).toBe(true);
    const rows = await db().select().from(usage).orderBy(usage.id);
    expect(rows.at(-1)).toMatchObject({ outputTokens: 9, usageSource: "provider" });
  },
);

it.each(both)(
  "ends a stream that breaks with an error and no end, by the %s front",
  async (front) => {
    const { key, userId } = await makeKey();
    const asked = body({ tokens: 20, fault: "reset" }, { stream: true });
    const read = readChunks(await (await by[front](completions, chat(key, asked))).text());
    expect(read.done).toBe(false);
    expect(read.text).not.toBe("");
    expect(read.error?.message).toMatch(/broke off/);
    const [row] = await db().select().from(usage).where(eq(usage.userId, userId));
    expect(row).toMatchObject({ usageSource: "estimated" });
  },
);

it.each(both)("passes an error status on without its secrets, by the %s front", async (front) => {
  const { key } = await makeKey();
  for (const [fault, status] of [
    ["bad-key", 401],
    ["overloaded", 529],
  ] as const) {
    const reply = await by[front](completions, chat(key, body({ fault })));
    expect(reply.status).toBe(status);
    expect(await reply.text()).not.toMatch(/sk-|0123/);
  }
});

it("tells what is used up as a 429 that is not to be tried again", async () => {
  const { key } = await makeKey(1000);
  const reply = await by.node(completions, chat(key, body({ tokens: 5 })));
  expect(reply.status).toBe(429);
  expect(reply.headers.get("x-should-retry")).toBe("false");
  const { error } = (await reply.json()) as { error: Record<string, unknown> };
  expect(error).toMatchObject({ code: "insufficient_quota", available_credits: 1000 });
  expect(upstream().calls()).toEqual([]);
});

it("lowers the limit to the room, and says so", async () => {
  const { key } = await makeKey(100_000);
  const reply = await by.node(completions, chat(key, body({ tokens: 300 }, { max_tokens: 200 })));
  expect(reply.status).toBe(200);
  const limit = Number(reply.headers.get("x-purser-max-output-tokens"));
  expect(limit).toBeGreaterThanOrEqual(16);
  expect(limit).toBeLessThan(200);
  expect(upstream().calls()[0]).toMatchObject({ max_tokens: limit, completion_tokens_sent: limit });
});

it("keeps every field, and refuses what it cannot bound", async () => {
  const { key } = await makeKey();
  const fields = {
    max_completion_tokens: 30,
    seed: 7,
    logprobs: true,
    top_logprobs: 2,
    metadata: { a: "b" },
    n: 1,
    tools: [{ type: "function", function: { name: "f", parameters: { type: "object" } } }],
    response_format: { type: "json_schema", json_schema: { name: "x", schema: {} } },
    unheard_of: [1, { a: null }],
  };
  const asked = body({ tokens: 2 }, fields);
  expect((await by.node(completions, chat(key, asked))).status).toBe(200);
  expect(upstream().calls()[0]?.body).toEqual(asked);

  const image = (url: string) => [
    { role: "user", content: [{ type: "image_url", image_url: { url } }] },
  ];
  const refused: Record<string, unknown>[] = [
    { n: 100 },
    { n: 0 },
    { max_tokens: -1 },
    { max_tokens: 0 },
    { max_tokens: "12" },
    { tools: [{ type: "web_search" }] },
    { web_search_options: {} },
    { prediction: { type: "content", content: "x" } },
    { service_tier: "priority" },
    { modalities: ["text", "audio"] },
    { models: ["other"] },
    { messages: image("https://example.com/a.png") },
    { messages: [{ role: "user", content: [{ type: "file", file: { file_id: "f" } }] }] },
    { messages: [] },
    { messages: "hello" },
    { stream: "yes" },
  ];
  for (const more of refused) {
    const reply = await by.node(completions, chat(key, body({}, more)));
    expect(reply.status, JSON.stringify(more)).toBe(400);
    const { error } = (await reply.json()) as { error: { type: string; param: string } };
    expect(error.type).toBe("invalid_request_error");
  }
  expect(upstream().calls()).toHaveLength(1);
  const inline = { messages: image(`data:image/png;base64,${"A".repeat(400)}`), max_tokens: 5 };
  expect((await by.node(completions, chat(key, body({}, inline)))).status).toBe(200);
});

it("asks who it is, by key alone", async () => {
  const { key } = await makeKey();
  const asked = body({ tokens: 2 });
  const with_ = (headers: Record<string, string>) => {
    const init = chat(key, asked);
    const { authorization: _, ...rest } = init.headers as Record<string, string>;
    return by.node(completions, { ...init, headers: { ...rest, ...headers } });
  };
  const right = `Bearer ${key}`;
  expect((await with_({})).status).toBe(401);
  expect((await with_({ cookie: "purser.session=x" })).status).toBe(401);
  expect((await with_({ authorization: "Bearer nonsense" })).status).toBe(401);
  expect((await with_({ authorization: right, "x-api-key": "another" })).status).toBe(401);
  expect((await with_({ authorization: right, "x-api-key": key })).status).toBe(200);
  expect((await with_({ "x-api-key": key })).status).toBe(200);
  const bad = (await (await with_({ authorization: "Bearer nonsense" })).json()) as object;
  expect(bad).toMatchObject({ error: { code: "invalid_api_key" } });
});

it("forgets whom it knew as soon as they may not", async () => {
  const { key, userId } = await makeKey();
  expect((await by.node("/v1/models", { headers: chat(key, "").headers })).status).toBe(200);
  await db().update(users).set({ disabledAt: 1 }).where(eq(users.id, userId));
  expect((await by.node("/v1/models", { headers: chat(key, "").headers })).status).toBe(401);
});

it("takes a purpose that is there, and a key's own alone", async () => {
  const { key } = await makeKey();
  const bound = await makeKey(1_000_000_000, "summary");
  const ask = (of: string, purpose: string) =>
    by.node(completions, chat(of, body({ tokens: 2 }), { "x-purser-purpose": purpose }));
  expect((await ask(key, "enrichments")).status).toBe(200);
  expect((await ask(key, "title")).status).toBe(400);
  expect((await ask(key, "nonsense")).status).toBe(400);
  expect((await ask(bound.key, "chat")).status).toBe(403);
  expect((await ask(bound.key, "summary")).status).toBe(200);
  const rows = await db().select().from(usage).where(eq(usage.userId, bound.userId));
  expect(rows.map(({ purpose }) => purpose)).toEqual(["summary"]);
});

it("spends nothing on a key that was used, and says which call that was", async () => {
  const { key, userId } = await makeKey();
  const again = { "idempotency-key": "once" };
  const ask = (script: object) => by.node(completions, chat(key, body(script), again));
  const slow = ask({ tokens: 3, gate: "later", gate_after: 1 });
  await upstream().wait({ calls: 1 });
  const meanwhile = await ask({ tokens: 3, gate: "later", gate_after: 1 });
  upstream().openGate("later");
  const first = await slow;
  expect(first.status).toBe(200);
  const after = await ask({ tokens: 3, gate: "later", gate_after: 1 });
  const other = await ask({ tokens: 4 });
  const id = first.headers.get("x-purser-usage-id");
  for (const reply of [meanwhile, after, other]) {
    expect(reply.status).toBe(409);
    expect(await reply.json()).toMatchObject({ error: { usage_id: id } });
  }
  const rows = await db().select().from(usage).where(eq(usage.userId, userId));
  expect(rows.map((row) => row.id)).toEqual([id]);
});

it("keeps a trace as it is named", async () => {
  const { key, userId } = await makeKey();
  const named = { "x-purser-trace-id": "my-trace-1" };
  const reply = await by.node(completions, chat(key, body({ tokens: 2 }), named));
  expect(reply.headers.get("x-purser-trace-id")).toBe("my-trace-1");
  const [row] = await db().select().from(usage).where(eq(usage.userId, userId));
  expect(row?.traceId).toBe("my-trace-1");
  const bad = { "x-purser-trace-id": "x".repeat(129) };
  expect((await by.node(completions, chat(key, body({}), bad))).status).toBe(400);
});

it("finds room again that it did not know of, and none that is gone", async () => {
  const { key } = await makeKey(3_000_000);
  const asked = body({ tokens: 4 }, { max_tokens: 2000 });
  const replies = await Promise.all(
    Array.from({ length: 12 }, () => by.node(completions, chat(key, asked))),
  );
  const statuses = replies.map(({ status }) => status);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(2);
  expect(statuses.every((status) => status === 200 || status === 429)).toBe(true);
  for (let n = 0; n < 3; n += 1) {
    const reply = await by.node(completions, chat(key, asked));
    expect(reply.status).toBe(200);
    expect(reply.headers.has("x-purser-max-output-tokens")).toBe(false);
  }
});

it("refuses 20 MB, and addresses and verbs that are none", async () => {
  const { key } = await makeKey();
  for (const front of both) {
    const large = await by[front](completions, chat(key, `{"a":"${"x".repeat(20_000_000)}"}`));
    expect(large.status).toBe(413);
  }
  const auth = { authorization: `Bearer ${key}` };
  expect((await by.node("/v1/nothing", { headers: auth })).status).toBe(404);
  expect((await by.node(completions, { headers: auth })).status).toBe(404);
});

it.each(both)(
  "refuses bytes that are not UTF-8, in every dialect, by the %s front",
  async (front) => {
    const { key } = await makeKey();
    const said = Buffer.from('{"model":"x","input":"Zoë","messages":[]}', "latin1");
    const paths = ["chat/completions", "responses", "embeddings", "messages"];
    for (const path of paths) {
      const reply = await by[front](`/v1/${path}`, { ...chat(key, ""), body: said });
      expect(reply.status, path).toBe(400);
      expect(await reply.json(), path).toMatchObject({
        error: { message: "The body is not UTF-8." },
      });
    }
    expect(upstream().calls()).toEqual([]);
  },
);
