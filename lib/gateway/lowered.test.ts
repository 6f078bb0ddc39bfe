import { afterEach, beforeEach, expect, it } from "vitest";
import { testModel, testUpstream } from "../conversations/testing";
import { bookErrors } from "../ledger/testing";
import { createEndpoint } from "../models/endpoint-verbs/create";
import { endpointBody } from "../models/schemas";
import { chat, fronts, makeKey } from "./testing";

const upstream = testUpstream();
const by = fronts();
const claude = "claude-of-little-room";
const told = "x-purser-max-output-tokens";

let made = false;
beforeEach(async () => {
  upstream().reset();
  if (made) return;
  made = true;
  const input = endpointBody.parse({
    name: "anthropic",
    kind: "anthropic",
    base_url: upstream().baseUrl,
    api_key: "sk-provider-0123456789",
    models: [
      {
        id: claude,
        upstream_id: "claude-haiku-4-5",
        price: { input: "0.15", output: "0.6" },
        max_output_tokens: 4096,
      },
    ],
  });
  await createEndpoint({ viewer: { kind: "admin-key", role: "admin" }, input });
});
afterEach(async () => expect(await bookErrors()).toEqual([]));

type Dialect = { path: string; body: (content: string) => object; ended: RegExp };

const dialects: Record<string, Dialect> = {
  "chat completions": {
    path: "/v1/chat/completions",
    body: (content) => ({ messages: [{ role: "user", content }], max_tokens: 300 }),
    ended: /"finish_reason":"length"/,
  },
  responses: {
    path: "/v1/responses",
    body: (content) => ({ input: content, max_output_tokens: 300 }),
    ended: /"incomplete_details":{"reason":"max_output_tokens"}/,
  },
  messages: {
    path: "/v1/messages",
    body: (content) => ({ messages: [{ role: "user", content }], max_tokens: 300 }),
    ended: /"stop_reason":"max_tokens"/,
  },
};

const cases = Object.keys(dialects).flatMap((name) =>
  [testModel, claude].flatMap((model) => [
    { name, model, stream: true },
    { name, model, stream: false },
  ]),
);

it.each(cases)("$name of $model, stream $stream: a lowered limit is told and kept", async (one) => {
  const { path, body, ended } = dialects[one.name] as Dialect;
  const content = '@upstream {"tokens": 400} Hello';
  const asked = { model: one.model, stream: one.stream, ...body(content) };
  const { key } = await makeKey(120_000);
  const reply = await by.node(path, chat(key, asked));
  const text = await reply.text();
  expect(reply.status, text).toBe(200);
  const limit = Number(reply.headers.get(told));
  expect(limit).toBeGreaterThanOrEqual(16);
  expect(limit).toBeLessThan(300);
  const [call] = upstream().calls();
  expect(call).toMatchObject({ max_tokens: limit, completion_tokens_sent: limit });
  expect(text).toMatch(ended);
  // With room nothing is told.
  const { key: rich } = await makeKey();
  const whole = await by.node(path, chat(rich, asked));
  await whole.text();
  expect(whole.headers.has(told)).toBe(false);
});
