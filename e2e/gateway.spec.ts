import { allowances, calls, directed, giveBudget } from "./chat";
import { addUpstream, expect, model, test } from "./fixtures";
import { chatBody, complete, openStream, readStream, stream, usageOf } from "./v1";

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

test("a client that leaves: drained when little is left, else cut, settled either way", async ({
  person,
  purser,
  upstream,
}) => {
  const asking = await person();
  const budget = await giveBudget(purser.admin, asking, 1_000_000_000);
  upstream.reset();
  const leave = async (script: object, more: Record<string, unknown>) => {
    const abort = new AbortController();
    const told = directed({ ...script, match: { stream: true } });
    const reply = await openStream(asking, told, more, { signal: abort.signal });
    await reply.body?.getReader().read();
    abort.abort();
  };
  await leave({ tokens: 60, rate: 100 }, { max_tokens: 500 });
  await upstream.wait({ over: 1 });
  await expect.poll(async () => (await calls(asking)).length).toBe(1);
  const [drained] = await calls(asking);
  expect(drained).toMatchObject({ output_tokens: 60, usage_source: "provider" });

  await leave({ tokens: 4000, rate: 50 }, { max_tokens: 4000 });
  await upstream.wait({ closed: 1 });
  await expect.poll(async () => (await calls(asking)).length).toBe(2);
  const [, cut] = await calls(asking);
  expect(cut?.usage_source).toBe("estimated");
  expect(cut?.output_tokens).toBeGreaterThan(0);
  expect(cut?.output_tokens).toBeLessThan(1000);
  const mine = (await allowances(asking)).find(({ id }) => id === budget);
  expect(mine?.reserved_credits).toBe(0);
});

test("kill -9 in the middle of a call: its hold is charged, once, for review", async ({
  newPurser,
  person,
  upstream,
}) => {
  const purser = await newPurser();
  await addUpstream(purser, upstream);
  const asking = await person({ at: purser });
  const reply = await openStream(asking, directed({ tokens: 500, rate: 50 }), { max_tokens: 600 });
  const id = reply.headers.get("x-purser-usage-id");
  await reply.body?.getReader().read();
  await purser.kill();
  await purser.start();
  const [call] = await calls(asking);
  expect(call).toMatchObject({ id, origin: "gateway", output_tokens: 600 });
  expect(call?.usage_source).toBe("estimated");
  for (const allowance of await allowances(asking)) expect(allowance.reserved_credits).toBe(0);
});

test("SIGTERM: what runs ends or is told, what is new is refused", async ({
  newPurser,
  person,
  upstream,
}) => {
  const purser = await newPurser();
  await addUpstream(purser, upstream);
  const asking = await person({ at: purser });
  const short = await openStream(asking, directed({ tokens: 60, rate: 50 }), {});
  const long = await openStream(asking, directed({ tokens: 3000, rate: 50 }), {});
  const reads = Promise.all([readStream(short), readStream(long)]);
  const stopped = purser.stop();
  await expect.poll(async () => (await fetch(`${purser.url}/readyz`)).status).toBe(503);
  expect((await complete(asking, chatBody("Hello"))).status).toBe(503);
  expect((await stopped).code).toBe(0);
  const [ended, broken] = await reads;
  expect(ended.done).toBe(true);
  expect(broken.done).toBe(false);
  expect(broken.error?.message).toMatch(/restarted/);
  await purser.start();
  for (const allowance of await allowances(asking)) expect(allowance.reserved_credits).toBe(0);
});
