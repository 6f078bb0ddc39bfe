import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startUpstream, type Upstream } from "./server";
import { askRaw, readStream, request } from "./testing";

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());
beforeEach(() => upstream.reset());

const ask = (script: object | null, over: object = {}, options = {}) =>
  askRaw(upstream.port, request(script, over), options);

const neutral = (body: Buffer) =>
  body
    .toString()
    .replace(/chatcmpl-\w{12}/g, "ID")
    .replace(/"created":\d+/g, '"created":0');

async function control(method: string, path: string, body?: unknown) {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const reply = await fetch(`${upstream.url}/_upstream${path}`, init);
  return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
}

test("a plain stream: role, 20 tokens, finish, usage, done", async () => {
  const reply = await ask(null);
  const seen = readStream(reply.body);
  expect(reply).toMatchObject({ status: 200, complete: true, ended: "fin" });
  expect(seen.chunks).toHaveLength(1 + 20 + 1 + 1);
  expect(reply.chunks).toHaveLength(24);
  expect(seen.finish).toEqual(["stop"]);
  expect(seen.done).toBe(1);
  const [call] = upstream.calls();
  expect(seen.text).toBe(call?.text_true);
  expect(seen.usages).toEqual([{ prompt_tokens: 4 + 3, completion_tokens: 20, total_tokens: 27 }]);
  expect(call).toMatchObject({
    model: "test-model",
    stream: true,
    include_usage: true,
    prompt_tokens: 7,
    completion_tokens_sent: 20,
    status: 200,
    fault: null,
    client_closed_at: null,
    usage_reported: seen.usages[0],
  });
  expect(call?.headers.authorization).toBe("…5678");
  expect(seen.chunks[0]?.id).toBe(call?.id);
});

test("the cheap way and the step by step way send the same bytes", async () => {
  const cheap = await ask({ tokens: 30 }, { max_tokens: 25 });
  const steps = await ask({ tokens: 30, chunk: 1 }, { max_tokens: 25 });
  const over = (body: Buffer) => neutral(body).replace(/"usage":\{[^}]*\}/, "USAGE");
  expect(over(cheap.body)).toBe(over(steps.body));
  expect(upstream.calls()[1]?.bytes_sent).toBe(steps.body.length);
  expect(cheap.chunks.length).toBe(steps.chunks.length);
  expect(readStream(cheap.body)).toMatchObject({ finish: ["length"], done: 1 });
  expect(upstream.calls().map((call) => call.completion_tokens_sent)).toEqual([25, 25]);
  expect(upstream.calls()[0]?.text_true).toBe(upstream.calls()[1]?.text_true);
});

test("no usage unless it is asked for", async () => {
  const seen = readStream((await ask(null, { stream_options: undefined })).body);
  expect(seen.usages).toEqual([]);
  expect(seen.chunks.every((chunk) => !("usage" in chunk))).toBe(true);
  expect(upstream.calls()[0]).toMatchObject({ usage_reported: null });
});

test("a call without a stream, and one with a small limit, give a title", async () => {
  const whole = await ask(null, { stream: false, stream_options: undefined });
  const body = JSON.parse(whole.body.toString());
  expect(whole.complete).toBe(true);
  expect(body.choices[0].message.content).toBe("Quiet harbour at dawn");
  expect(body.usage).toEqual({ prompt_tokens: 7, completion_tokens: 4, total_tokens: 11 });
  const small = readStream((await ask(null, { max_completion_tokens: 24 })).body);
  expect(small.text).toBe("Quiet harbour at dawn");
});

test("texts, chunks, reasoning, cached tokens, tools", async () => {
  const markdown = readStream((await ask({ text: "@markdown", chunk: 3 })).body);
  expect(markdown.text).toContain("| bucket | tokens | credits |");
  const own = readStream((await ask({ text: "so  it\nbegins\n", tokens: 6 })).body);
  expect(own.text).toBe("so  it\nbegins\n so  it");
  const thought = { tokens: 5, reasoning_tokens: 7, reasoning_visible: true, cached_tokens: 3 };
  const reasoned = readStream((await ask(thought)).body);
  expect(reasoned.usages[0]).toMatchObject({
    completion_tokens: 12,
    prompt_tokens_details: { cached_tokens: 3 },
    completion_tokens_details: { reasoning_tokens: 7 },
  });
  expect(upstream.calls()[2]?.completion_tokens_sent).toBe(12);
  const tools = { tool_calls: [{ name: "now", arguments: { zone: "UTC" } }] };
  const called = readStream((await ask(tools)).body);
  expect(called.finish).toEqual(["tool_calls"]);
  expect(called.usages[0]?.completion_tokens).toBe(upstream.calls()[3]?.completion_tokens_sent);
  const whole = JSON.parse((await ask(tools, { stream: false })).body.toString());
  expect(JSON.parse(whole.choices[0].message.tool_calls[0].function.arguments)).toEqual({
    zone: "UTC",
  });
});

test("the completion dialect", async () => {
  const body = { model: "base", prompt: "Once", max_tokens: 40, stream: true };
  const reply = await askRaw(upstream.port, body, { path: "/v1/completions" });
  const [first, second] = readStream(reply.body).chunks;
  expect(first).toMatchObject({ object: "text_completion" });
  expect(second?.choices?.[0]).toMatchObject({ text: "alpha", finish_reason: null });
});

test("queued scripts serve the calls they match, in order", async () => {
  await control("POST", "/script", [
    { match: { stream: false, max_tokens: 24 }, text: "A named thing" },
    { match: { contains: "question" }, tokens: 3, times: 2 },
  ]);
  const first = readStream((await ask(null)).body);
  const title = await ask(null, { stream: false, max_tokens: 24 });
  const second = readStream((await ask({ tokens: 9 })).body);
  const third = readStream((await ask({ tokens: 9 })).body);
  expect(first.usages[0]?.completion_tokens).toBe(3);
  expect(title.body.toString()).toContain("A named thing");
  expect(second.usages[0]?.completion_tokens).toBe(3);
  expect(third.usages[0]?.completion_tokens).toBe(9);
});

test("a directive's match and times", async () => {
  const limited = { times: 2, fault: "rate-limit", retry_after: 1, tokens: 4 };
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await ask(limited)).status);
  expect(statuses).toEqual([429, 429, 200]);
  expect(upstream.calls()[2]).toMatchObject({ completion_tokens_sent: 4 });
  const title = await ask({ match: { stream: true }, fault: "rate-limit" }, { stream: false });
  expect(title.status).toBe(200);
});

test("a script that cannot be read is refused, by both ways", async () => {
  const typo = await ask({ tokns: 3 });
  expect(typo.status).toBe(400);
  expect(typo.body.toString()).toContain("tokns");
  expect((await ask({ fault: "no-such" })).body.toString()).toContain("there are: ");
  expect((await control("POST", "/script", { fault: "no-such" })).status).toBe(400);
  expect((await askRaw(upstream.port, { model: "m" })).status).toBe(400);
  expect(upstream.totals().calls).toBe(0);
});

test("a rate is kept without drift, a delay is waited for", async () => {
  const start = performance.now();
  const gaps: number[] = [];
  const until = () => {
    gaps.push(performance.now() - start);
    return false;
  };
  await ask({ tokens: 21, rate: 50, first_delay_ms: 100 }, {}, { until });
  const took = performance.now() - start;
  expect(took).toBeGreaterThan(495);
  // On a busy machine reads come late and together; the pace itself never runs ahead.
  expect(took).toBeLessThan(10_000);
  expect(gaps.length).toBeGreaterThan(3);
});

test("a gate holds the stream until it is opened", async () => {
  const asked = ask({ tokens: 10, gate: "middle", gate_after: 4 });
  expect(await upstream.wait({ tokens: 4 })).toBe(true);
  expect(upstream.calls()[0]).toMatchObject({ completion_tokens_sent: 4, finished_at: null });
  expect((await control("POST", "/open", { gate: "middle" })).body).toEqual({ released: 1 });
  expect(readStream((await asked).body).done).toBe(1);
});

test("waiting for calls, tokens, ends and the client's close", async () => {
  const early = control("GET", "/wait?calls=1&closed=1");
  const reply = await ask(
    { tokens: 100, rate: 100 },
    {},
    {
      until: (bytes: Buffer) => bytes.includes("charlie"),
    },
  );
  expect(reply.ended).toBe("open");
  expect((await early).status).toBe(200);
  const [call] = upstream.calls();
  expect(call?.client_closed_at).not.toBeNull();
  expect(call?.finished_at).toBeNull();
  expect(call?.completion_tokens_sent).toBeLessThan(20);
  expect(upstream.totals()).toMatchObject({ calls: 1, open: 0, client_closed: 1, finished: 0 });
  expect((await control("GET", "/wait?over=2&timeout_ms=20")).status).toBe(408);
});

test("the control routes", async () => {
  const reply = await ask(null);
  const [call] = upstream.calls();
  expect(call?.bytes_sent).toBe(reply.body.length);
  expect((await control("GET", `/calls/${call?.id}`)).body).toMatchObject({ id: call?.id });
  expect((await control("GET", "/calls/none")).status).toBe(404);
  expect((await control("GET", "/totals")).body).toMatchObject({
    calls: 1,
    completion_tokens_sent: 20,
    by_status: { 200: 1 },
    by_model: { "test-model": { calls: 1, prompt_tokens: 7, completion_tokens_sent: 20 } },
  });
  await control("POST", "/record", { mode: "light" });
  await ask(null);
  await control("POST", "/record", { mode: "full" });
  expect(upstream.calls()).toHaveLength(1);
  expect(upstream.totals()).toMatchObject({ calls: 2, prompt_tokens: 14 });
  expect((await control("DELETE", "/calls")).body).toMatchObject({ calls: 0 });
  const models = await fetch(`${upstream.baseUrl}/models`);
  expect(await models.json()).toMatchObject({ object: "list", data: [{ id: "test-model" }, {}] });
});
