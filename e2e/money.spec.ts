import {
  type Answer,
  allowances,
  calls,
  chat,
  conversation,
  cost,
  directed,
  type Exhausted,
  giveBudget,
  readEvents,
  type Started,
  start,
} from "./chat";
import { addUpstream, expect, model, test } from "./fixtures";

test.describe.configure({ mode: "serial" });

test("the receipt says what is left after it of each allowance, grants and all", async ({
  person,
  purser,
}) => {
  const asking = await person();
  const id = await giveBudget(purser.admin, asking, 1_000_000_000);
  const cap = {
    name: "Mine",
    kind: "cap",
    level: "user",
    window: "rolling-24h",
    credits: 50_000_000,
  };
  const capped = await asking.api.post<{ id: string }>("/api/allowances", cap);
  expect(capped.status, JSON.stringify(capped.body)).toBe(201);
  const granted = await purser.admin.post(`/api/allowances/${id}/grants`, { credits: 5_000_000 });
  expect(granted.status).toBe(201);
  const { receipt } = await chat(asking, directed({ tokens: 41 }));
  const left = (credits: number) => credits - (receipt?.cost_credits ?? 0);
  const remaining = new Map(
    receipt?.remaining.map((each) => [each.allowance_id, each.remaining_credits]),
  );
  expect([...remaining]).toHaveLength(2);
  expect(remaining.get(id)).toBe(left(1_005_000_000));
  expect(remaining.get(capped.body.id)).toBe(left(50_000_000));
});

test("chat and title cost what the upstream sent, to the credit", async ({
  person,
  upstream,
  purser,
}) => {
  const asking = await person();
  const allowance = await giveBudget(purser.admin, asking, 1_000_000_000);
  upstream.reset();
  const streamed = await chat(asking, directed({ match: { stream: true }, tokens: 37 }));
  await upstream.wait({ calls: 2, over: 2 });
  const waited = await asking.api.post<Answer>(`/api/conversations/${streamed.id}/responses`, {
    prompt: directed({ tokens: 23 }),
  });
  expect(waited.status).toBe(200);
  expect(waited.body).toMatchObject({
    status: "done",
    output_tokens: 23,
    usage_source: "provider",
  });
  await expect.poll(async () => (await calls(asking)).length).toBe(3);

  const truth = upstream.calls();
  const booked = await calls(asking);
  expect(booked.map(({ purpose }) => purpose).sort()).toEqual(["chat", "chat", "title"]);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const ours = booked.map((call) => [call.input_tokens, call.output_tokens].join("/")).sort();
  const theirs = truth
    .map((call) => [call.prompt_tokens, call.completion_tokens_sent].join("/"))
    .sort();
  expect(ours).toEqual(theirs);
  for (const call of booked) {
    expect(call.cost_credits).toBe(cost(call.input_tokens, call.output_tokens));
    expect(call.usage_source).toBe("provider");
  }
  const spent = sum(booked.map((call) => call.cost_credits));
  const left = (await allowances(asking)).find(({ id }) => id === allowance);
  expect(left).toMatchObject({
    remaining_credits: 1_000_000_000 - spent,
    spent_credits: spent,
    reserved_credits: 0,
  });
  expect((await conversation(asking, streamed.id)).cost_credits).toBe(spent);
});

test("a client that leaves at the first byte pays for the whole answer, which is kept", async ({
  person,
  upstream,
}) => {
  const asking = await person();
  upstream.reset();
  const response = await asking.api.raw("POST", "/api/conversations", {
    body: JSON.stringify({ prompt: directed({ tokens: 60, rate: 100 }), model: model.id }),
    headers: { "content-type": "application/json", accept: "text/event-stream" },
  });
  const left = await readEvents(response, ({ text }) => text !== "");
  expect(left.done).toBe(false);
  const id = left.opening?.conversation_id ?? "";
  await expect
    .poll(async () => (await conversation(asking, id)).responses[0]?.status, { timeout: 10_000 })
    .toBe("done");
  const [answer] = (await conversation(asking, id)).responses;
  const [truth] = upstream.calls();
  expect(answer?.response).toBe(truth?.text_true);
  expect(answer).toMatchObject({
    input_tokens: truth?.prompt_tokens,
    output_tokens: 60,
    cost_credits: cost(truth?.prompt_tokens ?? 0, 60),
    usage_source: "provider",
  });
});

test("a client that waits for the whole answer and leaves pays for it, and it is kept", async ({
  person,
  upstream,
}) => {
  const asking = await person();
  upstream.reset();
  const { id } = await chat(asking, directed({ tokens: 3, match: { stream: true } }));
  await upstream.wait({ calls: 2, over: 2 });
  upstream.reset();
  const leave = new AbortController();
  const gated = directed({ tokens: 40, gate: "waiting", gate_after: 5 });
  const waiting = asking.api.raw("POST", `/api/conversations/${id}/responses`, {
    body: JSON.stringify({ prompt: gated }),
    headers: { "content-type": "application/json" },
    signal: leave.signal,
  });
  await upstream.wait({ tokens: 5 });
  leave.abort();
  await expect(waiting).rejects.toThrow();
  upstream.openGate("waiting");
  const answer = async () => (await conversation(asking, id)).responses.at(-1);
  await expect.poll(async () => (await answer())?.status, { timeout: 10_000 }).toBe("done");
  const truth = upstream.calls().find((call) => call.stream);
  expect(await answer()).toMatchObject({
    response: truth?.text_true,
    output_tokens: 40,
    cost_credits: cost(truth?.prompt_tokens ?? 0, 40),
    usage_source: "provider",
  });
});

test("100 sends at once against room for 10: never more is spent, the others hear numbers", async ({
  person,
  purser,
  upstream,
}) => {
  const probe = await person();
  const options = { max_output_tokens: 50 };
  const prompt = directed({ tokens: 50, match: { stream: true } }, "x");
  const held = (await chat(probe, prompt, { options })).opening?.reserved_credits;
  const asking = await person();
  const allowance = await giveBudget(purser.admin, asking, Number(held) * 10);
  upstream.reset();
  const replies = await Promise.all(
    Array.from({ length: 100 }, () => start(asking, prompt, { options })),
  );
  const taken = replies.filter(({ status }) => status === 201);
  const refused = replies.filter(({ status }) => status === 402);
  expect(taken.length + refused.length).toBe(100);
  expect(taken.length).toBeGreaterThanOrEqual(10);
  for (const { body } of refused) {
    expect(body).toMatchObject({
      code: "allowance_exhausted",
      allowance: { id: allowance, name: "Own" },
      needed_credits: expect.any(Number),
      available_credits: expect.any(Number),
      reserved_credits: expect.any(Number),
      resets_at: null,
    });
    const { needed_credits, available_credits } = body as unknown as Exhausted;
    expect(needed_credits).toBeGreaterThan(available_credits);
  }
  const mine = async () => (await allowances(asking)).find(({ id }) => id === allowance);
  await expect.poll(async () => (await mine())?.reserved_credits).toBe(0);
  expect((await mine())?.remaining_credits).toBeGreaterThanOrEqual(0);
  const chats = (await calls(asking)).filter(({ purpose }) => purpose === "chat");
  expect(chats.length).toBe(taken.length);
  expect(upstream.totals().by_model[model.id]?.calls).toBe((await calls(asking)).length);
});

test("a small room lowers the limit and says so", async ({ person, purser }) => {
  const asking = await person();
  await giveBudget(purser.admin, asking, 100_000);
  const prompt = directed({ tokens: 200 }, "x");
  const read = await chat(asking, prompt);
  const limit = read.opening?.max_output_tokens ?? 0;
  expect(limit).toBeGreaterThanOrEqual(16);
  expect(limit).toBeLessThan(200);
  expect(read.receipt).toMatchObject({ status: "done", finish_reason: "length" });
  expect(read.receipt?.output_tokens).toBe(limit);
  expect(read.receipt?.cost_credits).toBeLessThanOrEqual(100_000);
});

test("the same key is the same turn: five at once, two later, one after a restart", async ({
  newPurser,
  upstream,
  person,
}) => {
  const purser = await newPurser();
  await addUpstream(purser, upstream);
  const asking = await person({ at: purser });
  upstream.reset();
  const send = () =>
    asking.api.post<Started>(
      "/api/conversations",
      { prompt: "Once, please.", model: model.id },
      { "idempotency-key": "key-1" },
    );
  const first = await Promise.all(Array.from({ length: 5 }, send));
  await upstream.wait({ calls: 2, over: 2 });
  const later = [await send(), await send()];
  await purser.stop();
  await purser.start();
  later.push(await send());
  const ids = new Set([...first, ...later].map(({ status, body }) => `${status} ${body.id}`));
  expect([...ids]).toEqual([`201 ${first[0]?.body.id}`]);
  expect(upstream.calls()).toHaveLength(2);
  const other = await asking.api.post<Started>(
    "/api/conversations",
    { prompt: "Something else.", model: model.id },
    { "idempotency-key": "key-1" },
  );
  expect(other).toMatchObject({ status: 409, body: { code: "conflict" } });
});
