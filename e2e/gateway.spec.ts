import { allowances, calls, directed, giveBudget } from "./chat";
import { expect, model, test } from "./fixtures";
import { chatBody, complete, stream, usageOf } from "./v1";

test("whole and streamed: exact counts and cost, in the reply and in the books", async ({
  person,
  purser,
  upstream,
}) => {
  const asking = await person();
  const budget = await giveBudget(purser.admin, asking, 1_000_000_000);
  upstream.reset();
  const whole = await complete(asking, chatBody(directed({ tokens: 23 })));
  expect(whole.status, JSON.stringify(whole.body)).toBe(200);
  const streamed = await stream(asking, directed({ tokens: 37 }), {
    stream_options: { include_usage: true },
  });
  const quiet = await stream(asking, directed({ tokens: 11 }));
  const [first, second, third] = upstream.calls();
  expect(whole.body.usage).toEqual(usageOf(first?.prompt_tokens ?? 0, 23));
  expect(whole.body.choices[0]?.message.content).toBe(first?.text_true);
  expect(streamed).toMatchObject({ status: 200, done: true, finishReason: "stop", usageChunks: 1 });
  expect(streamed.usage).toEqual(usageOf(second?.prompt_tokens ?? 0, 37));
  expect(streamed.text).toBe(second?.text_true);
  expect(quiet).toMatchObject({ done: true, usage: null, usageChunks: 0 });
  expect(quiet.text).toBe(third?.text_true);
  expect(second?.include_usage).toBe(true);

  const booked = await calls(asking);
  expect(booked.map(({ output_tokens }) => output_tokens)).toEqual([23, 37, 11]);
  expect(new Set(booked.map((call) => (call as unknown as { origin: string }).origin))).toEqual(
    new Set(["gateway"]),
  );
  const spent = booked.reduce((sum, { cost_credits }) => sum + cost_credits, 0);
  expect((await allowances(asking)).find(({ id }) => id === budget)).toMatchObject({
    spent_credits: spent,
    reserved_credits: 0,
  });
  expect(whole.headers.get("x-purser-usage-id")).toBe((booked[0] as unknown as { id: string }).id);
});

test("the models, and one of them", async ({ person }) => {
  const asking = await person();
  const list = await asking.api.get<{ object: string; data: { id: string }[] }>("/v1/models");
  expect(list.body.object).toBe("list");
  expect(list.body.data.map(({ id }) => id)).toContain(model.id);
  expect((await asking.api.get(`/v1/models/${model.id}`)).body).toMatchObject({ id: model.id });
  expect(await asking.api.get("/v1/models/nothing")).toMatchObject({
    status: 404,
    body: { error: { code: "model_not_found" } },
  });
});

test("the demo model answers too, in the same shape", async ({ person }) => {
  const asking = await person();
  const whole = await complete(asking, { ...chatBody("Hello"), model: "demo" });
  expect(whole.status, JSON.stringify(whole.body)).toBe(200);
  expect(whole.body.usage.completion_tokens).toBeGreaterThan(0);
  const streamed = await stream(asking, "Hello", {
    model: "demo",
    stream_options: { include_usage: true },
  });
  expect(streamed).toMatchObject({ done: true, finishReason: "stop" });
  expect(streamed.text).toBe(whole.body.choices[0]?.message.content);
  expect(streamed.usage).toEqual(whole.body.usage);
});
