import { newSpanId, newTraceId, Purser, type Trace } from "../client/purser";
import { calls, cost, directed, readEvents } from "./chat";
import { expect, model, test } from "./fixtures";
import type { TestPerson } from "./person";

type Chat = { "x-purser-trace-id"?: string; traceparent?: string };

/** Starts a conversation as part of a trace and reads its answer; gives the reply's headers. */
async function chatIn(person: TestPerson, headers: Chat): Promise<Headers> {
  const response = await person.api.raw("POST", "/api/conversations", {
    body: JSON.stringify({ prompt: directed({ tokens: 12 }), model: model.id }),
    headers: { "content-type": "application/json", accept: "text/event-stream", ...headers },
  });
  expect(response.status).toBe(201);
  await readEvents(response);
  return response.headers;
}

const spanIn = (traceparent: string | null) => traceparent?.split("-")[2] ?? "";

function sumsUp({ spans, cost_credits }: Trace): void {
  const own = spans.reduce((sum, span) => sum + (span.cost_credits ?? 0), 0);
  expect(cost_credits).toBe(own);
  for (const span of spans) {
    const below = spans.filter(({ parent_span_id }) => parent_span_id === span.span_id);
    const total = below.reduce((sum, each) => sum + each.total_cost_credits, 0);
    expect(span.total_cost_credits).toBe((span.cost_credits ?? 0) + total);
  }
}

test("a chat turn, its title and a recorded call are one tree, whose total is the sum", async ({
  purser,
  person,
}) => {
  const asking = await person();
  const client = new Purser({ url: purser.url, key: asking.key });
  const [trace_id, outer] = [newTraceId(), newSpanId()];
  const headers = await chatIn(asking, { traceparent: `00-${trace_id}-${outer}-01` });
  expect(headers.get("x-purser-trace-id")).toBe(trace_id);
  const answer = spanIn(headers.get("traceparent"));
  const used = { model: model.id, input_tokens: 100, output_tokens: 7 };
  await client.record({ ...used, span_id: newSpanId(), trace_id, parent_span_id: answer });
  await expect.poll(async () => (await calls(asking)).length).toBe(3);

  const trace = await client.trace(trace_id);
  expect(trace.spans.map(({ name }) => name).sort()).toEqual(["chat", "chat", "title"]);
  const root = trace.spans.find(({ span_id }) => span_id === answer);
  expect(root?.parent_span_id).toBe(outer);
  expect(trace.spans.filter(({ parent_span_id }) => parent_span_id === answer)).toHaveLength(2);
  expect(root?.total_cost_credits).toBe(trace.cost_credits);
  const booked = (await calls(asking)).reduce((sum, call) => sum + call.cost_credits, 0);
  expect(trace.cost_credits).toBe(booked);
  sumsUp(trace);
});

test("with two calls over /v1 in it, too", async ({ purser, person }) => {
  const asking = await person();
  const client = new Purser({ url: purser.url, key: asking.key });
  const trace_id = `job-${newSpanId()}`;
  const named = { "x-purser-trace-id": trace_id };
  const messages = [{ role: "user", content: "Hello" }];
  const body = { model: model.id, messages, max_tokens: 20 };
  const first = await asking.api.post("/v1/chat/completions", body, named);
  const second = await asking.api.post("/v1/chat/completions", body, named);
  expect([first.status, second.status]).toEqual([200, 200]);
  expect(first.headers.get("x-purser-trace-id")).toBe(trace_id);
  await chatIn(asking, named);
  const span_id = newSpanId();
  await client.record({ span_id, trace_id, model: model.id, input_tokens: 10, output_tokens: 1 });
  await expect.poll(async () => (await calls(asking)).length).toBe(5);

  const trace = await client.trace(trace_id);
  expect(trace.spans).toHaveLength(5);
  const booked = (await calls(asking)).reduce((sum, call) => sum + call.cost_credits, 0);
  expect(trace.cost_credits).toBe(booked);
  const recorded = trace.spans.find((span) => span.span_id === span_id);
  expect(recorded?.cost_credits).toBe(cost(10, 1));
  sumsUp(trace);
});

test("an agent that tells of itself over OTLP is one tree with what it called here", async ({
  purser,
  person,
}) => {
  const asking = await person();
  const client = new Purser({ url: purser.url, key: asking.key });
  const [traceId, agent] = [newTraceId(), newSpanId()];
  await chatIn(asking, { traceparent: `00-${traceId}-${agent}-01` });
  await expect.poll(async () => (await calls(asking)).length).toBe(2);
  const before = await client.trace(traceId);
  const attribute = (key: string, value: object) => ({ key, value });
  const span = {
    ...{ traceId, spanId: agent, name: "invoke_agent", startTimeUnixNano: `${Date.now()}000000` },
    attributes: [
      attribute("gen_ai.request.model", { stringValue: model.id }),
      attribute("gen_ai.usage.input_tokens", { intValue: `${before.input_tokens}` }),
      attribute("gen_ai.usage.output_tokens", { intValue: `${before.output_tokens + 5}` }),
    ],
  };
  const told = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
  for (const _ of [1, 2]) {
    const reply = await asking.api.post("/v1/traces", told);
    expect(reply).toMatchObject({ status: 200, body: {} });
  }
  const trace = await client.trace(traceId);
  expect(trace.cost_credits).toBe(before.cost_credits + cost(0, 5));
  expect(trace.spans[0]).toMatchObject({
    name: "invoke_agent",
    cost_credits: cost(0, 5),
    total_cost_credits: trace.cost_credits,
  });
  sumsUp(trace);
});

test("a call of a model that is priced later is charged then", async ({ purser, person }) => {
  const asking = await person();
  const client = new Purser({ url: purser.url, key: asking.key });
  const id = `later-${newSpanId()}`;
  const call = { span_id: newSpanId(), model: id, input_tokens: 100, output_tokens: 10 };
  expect((await client.record(call)).cost_credits).toBeNull();
  const made = await purser.admin.post("/api/endpoints", {
    name: id,
    kind: "openai-compatible",
    base_url: "http://127.0.0.1:9/v1",
    models: [{ id, price: model.price }],
  });
  expect(made.status).toBe(201);
  expect((await client.record(call)).cost_credits).toBe(cost(100, 10));
});

test("a foreign id is kept as given, whatever signs it has", async ({ purser, person }) => {
  const asking = await person();
  const client = new Purser({ url: purser.url, key: asking.key });
  const call = { span_id: "1", model: model.id, input_tokens: 1, output_tokens: 1 };
  for (const trace_id of ["job/7", "100%41", "a?b#c&d", `x${"y".repeat(127)}`, "..%2f"]) {
    await client.record({ ...call, trace_id });
    expect((await client.trace(trace_id)).trace_id).toBe(trace_id);
  }
  const bad = await asking.api.post(
    "/api/conversations",
    { prompt: "x" },
    { "x-purser-trace-id": "a b" },
  );
  expect(bad.status).toBe(422);
});

test("a trace is drawn as a tree, and its receipt leads there", async ({
  purser,
  person,
  page,
  context,
}) => {
  const asking = await person();
  await asking.signIn(context);
  const trace_id = newTraceId();
  await chatIn(asking, { "x-purser-trace-id": trace_id });
  await expect.poll(async () => (await calls(asking)).length).toBe(2);
  const [first] = await calls(asking);
  await page.goto(`${purser.url}/usage/${first?.id}`);
  await page.getByRole("link", { name: "As a tree" }).click();
  await expect(page).toHaveURL(`${purser.url}/usage/traces/${trace_id}`);
  const rows = page.getByRole("table").getByRole("row");
  await expect(rows).toHaveCount(4);
  await expect(rows.nth(1)).toContainText("chat");
  await expect(rows.nth(2)).toContainText("title");
  await expect(rows.nth(3)).toContainText("Whole");
});
