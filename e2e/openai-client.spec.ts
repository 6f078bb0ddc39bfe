import OpenAI from "openai";
import { calls, directed, giveBudget } from "./chat";
import { expect, model, test } from "./fixtures";
import type { TestPerson } from "./person";

/** The real client, with nothing but its base URL changed. */
function clientOf(asking: TestPerson, url: string, maxRetries = 0): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey: asking.key, maxRetries });
}

const user = (content: string) => [{ role: "user" as const, content }];

test("npm openai: models, chat and stream", async ({ person, purser, upstream }) => {
  const asking = await person();
  const client = clientOf(asking, purser.url);
  const ids = (await client.models.list()).data.map(({ id }) => id);
  expect(ids).toContain(model.id);
  upstream.reset();
  const messages = user(directed({ tokens: 9 }));
  const whole = await client.chat.completions.create({ model: model.id, messages });
  expect(whole.choices[0]?.message.content).toBe(upstream.calls()[0]?.text_true);
  expect(whole.usage).toMatchObject({ completion_tokens: 9, cost_credits: expect.any(Number) });
  const stream = await client.chat.completions.create({
    model: model.id,
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = "";
  let usage: unknown = null;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? "";
    usage = chunk.usage ?? usage;
  }
  expect(text).toBe(whole.choices[0]?.message.content);
  expect(usage).toEqual(whole.usage);
});

test("npm openai: tools, and an answer by a JSON schema", async ({ person, purser, upstream }) => {
  const client = clientOf(await person(), purser.url);
  upstream.reset();
  const told = directed({ tool_calls: [{ name: "weather", arguments: { city: "Oslo" } }] });
  const parameters = { type: "object", properties: { city: { type: "string" } } };
  const tools = [{ type: "function" as const, function: { name: "weather", parameters } }];
  const asked = await client.chat.completions.create({
    model: model.id,
    messages: user(told),
    tools,
  });
  const [choice] = asked.choices;
  expect(choice?.finish_reason).toBe("tool_calls");
  const call = choice?.message.tool_calls?.[0];
  expect(call).toMatchObject({ function: { name: "weather", arguments: '{"city":"Oslo"}' } });
  const answered = await client.chat.completions.create({
    model: model.id,
    messages: [
      ...user(told),
      { role: "assistant", tool_calls: choice?.message.tool_calls },
      { role: "tool", tool_call_id: call?.id ?? "", content: "Rain." },
    ],
    tools,
  });
  expect(answered.choices[0]?.message.content).toEqual(expect.any(String));

  const json = await client.chat.completions.create({
    model: model.id,
    messages: user(directed({ text: '{"city":"Oslo"}', tokens: 1 })),
    response_format: {
      type: "json_schema",
      json_schema: { name: "place", strict: true, schema: parameters },
    },
  });
  expect(json.choices[0]?.message.content).toContain("city");
  const sent = upstream.calls().at(-1)?.body as { response_format?: { type: string } };
  expect(sent.response_format?.type).toBe("json_schema");
});

test("npm openai: its errors, and its own retries", async ({ person, purser, upstream }) => {
  const asking = await person();
  const client = clientOf(asking, purser.url, 3);
  const ask = (id: string, content = "Hello") =>
    client.chat.completions.create({ model: id, messages: user(content) }).catch((e: unknown) => e);
  expect(await ask("nonsense")).toMatchObject({ status: 404, code: "model_not_found" });
  const stranger = new OpenAI({ baseURL: `${purser.url}/v1`, apiKey: "pk-nobody" });
  const refused = await stranger.models.list().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(OpenAI.AuthenticationError);
  expect(refused).toMatchObject({ code: "invalid_api_key" });

  upstream.reset();
  // Purser tries an overloaded provider three times, the client the whole again.
  const later = await ask(model.id, directed({ fault: "overloaded", times: 4, tokens: 3 }));
  expect(later).toMatchObject({ usage: { completion_tokens: 3 } });
  const booked = await calls(asking);
  expect(booked.map(({ output_tokens }) => output_tokens)).toEqual([0, 3]);

  const poor = await person();
  await giveBudget(purser.admin, poor, 10);
  upstream.reset();
  const none = await clientOf(poor, purser.url, 3)
    .chat.completions.create({ model: model.id, messages: user("Hello") })
    .catch((error: unknown) => error);
  expect(none).toBeInstanceOf(OpenAI.RateLimitError);
  expect(none).toMatchObject({ status: 429, code: "insufficient_quota" });
  expect(upstream.calls()).toEqual([]);
});
