import { newSpanId, newTraceId, Purser, PurserRefusal, Spent } from "../client/purser";
import { cost, giveBudget } from "./chat";
import { expect, model, test } from "./fixtures";
import type { TestPerson } from "./person";

const held = { model: model.id, input_tokens: 1_000, max_output_tokens: 500 };

const clientOf = (url: string, { key }: TestPerson) => new Purser({ url: `${url}/`, key });

test("quotes, holds, settles and says what is left, to the credit", async ({ purser, person }) => {
  const asking = await person();
  const allowance = await giveBudget(purser.admin, asking, 1_000_000_000);
  const client = clientOf(purser.url, asking);
  const quote = await client.quote({ model: model.id, input_tokens: 1_000, output_tokens: 500 });
  expect(quote.credits).toBe(cost(1_000, 500));
  const mine = async () => (await client.allowances()).find(({ id }) => id === allowance);

  const { result, receipt } = await client.withReservation(held, async (hold) => {
    expect(hold).toMatchObject({ credits: quote.credits, state: "open", max_output_tokens: 500 });
    expect((await mine())?.reserved_credits).toBe(quote.credits);
    return { result: "an answer", used: { input_tokens: 800, output_tokens: 20 } };
  });
  expect(result).toBe("an answer");
  expect(receipt).toMatchObject({
    cost_credits: cost(800, 20),
    returned_credits: quote.credits - cost(800, 20),
    origin: "external",
  });
  expect(await mine()).toMatchObject({ spent_credits: cost(800, 20), reserved_credits: 0 });
});

test("a call that fails is released, or settled at what it had used", async ({
  purser,
  person,
}) => {
  const asking = await person();
  const allowance = await giveBudget(purser.admin, asking, 1_000_000_000);
  const client = clientOf(purser.url, asking);
  const failing = (error: Error) =>
    client.withReservation(held, () => Promise.reject<never>(error));
  await expect(failing(new Error("no answer"))).rejects.toThrow("no answer");
  const spent = failing(new Spent({ input_tokens: 7, output_tokens: 3 }));
  await expect(spent).rejects.toBeInstanceOf(Spent);
  const mine = (await client.allowances()).find(({ id }) => id === allowance);
  expect(mine).toMatchObject({ spent_credits: cost(7, 3), reserved_credits: 0 });
});

test("a refusal is told as the server words it", async ({ purser, person }) => {
  const asking = await person();
  await giveBudget(purser.admin, asking, 100);
  const refusal = await clientOf(purser.url, asking)
    .reserve(held)
    .catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(PurserRefusal);
  expect(refusal).toMatchObject({
    status: 402,
    code: "allowance_exhausted",
    problem: { available_credits: 100, allowance: { name: "Own" } },
  });
});

test("a hold outlives a restart; the same key is the same hold", async ({ newPurser, person }) => {
  const purser = await newPurser();
  const asking = await person({ at: purser });
  const client = clientOf(purser.url, asking);
  const demo = { model: "demo", input_tokens: 10, max_output_tokens: 10 };
  const first = await client.reserve(demo, "once");
  await purser.kill();
  await purser.start();
  expect(await client.reserve(demo, "once")).toEqual(first);
  expect((await client.reservation(first.id)).state).toBe("open");
  const receipt = await client.settle(first.id, { input_tokens: 5, output_tokens: 5 });
  expect(await client.settle(first.id, { input_tokens: 5, output_tokens: 5 })).toEqual(receipt);
  await expect(client.release(first.id)).rejects.toMatchObject({ status: 409 });
});

test("recorded calls are once per span, and a trace adds them up", async ({ purser, person }) => {
  const asking = await person();
  const client = clientOf(purser.url, asking);
  const [trace_id, span_id] = [newTraceId(), newSpanId()];
  const call = { span_id, trace_id, model: model.id, input_tokens: 100, output_tokens: 10 };
  const first = await client.record(call);
  expect(await client.record(call)).toEqual(first);
  await expect(client.record({ ...call, output_tokens: 11 })).rejects.toMatchObject({
    status: 409,
  });
  await client.record({ ...call, span_id: newSpanId(), parent_span_id: span_id });
  const trace = await client.trace(trace_id);
  expect(trace).toMatchObject({ cost_credits: 2 * cost(100, 10), input_tokens: 200 });
  expect(trace.spans.map((span) => span.total_cost_credits)).toEqual([
    2 * cost(100, 10),
    cost(100, 10),
  ]);
});
