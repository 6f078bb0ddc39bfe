import {
  type Allowance,
  type Answer,
  allowances,
  calls,
  chat,
  conversation,
  directed,
  giveBudget,
  start,
} from "./chat";
import { expect, test } from "./fixtures";
import type { TestPerson } from "./person";
import type { Purser } from "./purser";
import type { Upstream } from "./upstream/server";

/** USD per million tokens: 1 in, 0.1 from the cache, 1.25 into it, 5 out. */
const price = { input: "1", cached_input: "0.1", cache_write: "1.25", output: "5" };
const providers = [
  { kind: "anthropic", id: "claude-sonnet-4-5", at: (url: string) => `${url}/v1` },
  { kind: "google", id: "gemini-2.5-flash", at: (url: string) => `${url}/v1beta` },
];

async function addProviders(purser: Purser, upstream: Upstream): Promise<void> {
  for (const { kind, id, at } of providers) {
    const ceilings = kind === "google" ? { remote_image: 1000 } : undefined;
    const made = await purser.admin.post("/api/endpoints", {
      name: kind,
      kind,
      base_url: at(upstream.url),
      api_key: "sk-provider-0123456789",
      models: [{ id, price, max_output_tokens: 4096, min_output_tokens: 20, ceilings }],
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const [model] = (made.body as { models: object[] }).models;
    expect(model).toMatchObject({ min_output_tokens: 20, ceilings: ceilings ?? null });
  }
}

/** No hold is open, and what is spent is what the calls cost. */
async function booksAgree(asking: TestPerson, id: string): Promise<void> {
  const mine = async () => (await allowances(asking)).find((one: Allowance) => one.id === id);
  await expect.poll(async () => (await mine())?.reserved_credits).toBe(0);
  const spent = (await calls(asking)).reduce((sum, call) => sum + call.cost_credits, 0);
  expect((await mine())?.spent_credits).toBe(spent);
}

test.describe.configure({ mode: "serial" });
test.beforeAll(({ purser, upstream }) => addProviders(purser, upstream));

for (const { kind, id: model } of providers) {
  test(`${kind}: chat and title cost what it sent, cache and thoughts included`, async ({
    person,
    purser,
    upstream,
  }) => {
    const asking = await person();
    const budget = await giveBudget(purser.admin, asking, 1_000_000_000);
    upstream.reset();
    const writes = kind === "anthropic" ? { cache_write_tokens: 3 } : {};
    const script = { tokens: 37, cached_tokens: 5, reasoning_tokens: 6, ...writes };
    const told = directed({ ...script, reasoning_visible: true, match: { stream: true } });
    const read = await chat(asking, told, { model });
    await upstream.wait({ calls: 2, over: 2 });
    await expect.poll(async () => (await calls(asking)).length).toBe(2);
    const truth = upstream.calls().find((call) => call.stream);
    const title = upstream.calls().find((call) => !call.stream);
    expect(truth).toMatchObject({ model, completion_tokens_sent: 43, max_tokens: 4096 });
    const [answer] = (await conversation(asking, read.id)).responses;
    const written = kind === "anthropic" ? 3 : 0;
    const input = truth?.prompt_tokens ?? 0;
    expect(answer).toMatchObject({
      status: "done",
      response: truth?.text_true,
      input_tokens: input,
      cached_input_tokens: 5,
      cache_write_tokens: written,
      output_tokens: 43,
      cost_credits: (input - 5 - written) * 1000 + 500 + written * 1250 + 43 * 5000,
      usage_source: "provider",
    });
    const named = (await calls(asking)).find((call) => call.purpose === "title");
    expect(named).toMatchObject({
      input_tokens: title?.prompt_tokens,
      output_tokens: title?.completion_tokens_sent,
      usage_source: "provider",
    });
    await booksAgree(asking, budget);
  });

  test(`${kind}: stopped and broken answers are kept, and cost what came`, async ({
    person,
    purser,
    upstream,
  }) => {
    const asking = await person();
    const budget = await giveBudget(purser.admin, asking, 1_000_000_000);
    upstream.reset();
    const gated = directed({ tokens: 60, gate: kind, gate_after: 12, match: { stream: true } });
    const started = (await start(asking, gated, { model })).body;
    await upstream.wait({ tokens: 12 });
    const first = async () => (await conversation(asking, started.id)).responses[0] as Answer;
    await expect.poll(async () => (await first()).response).not.toBe("");
    await asking.api.post(`/api/conversations/${started.id}/stop`, {});
    await expect.poll(async () => (await first()).status).toBe("stopped");
    expect(await upstream.wait({ closed: 1 })).toBe(true);
    for (const fault of ["eof", "reset", "error-event"]) {
      const read = await chat(asking, directed({ tokens: 40, fault, match: { stream: true } }), {
        model,
      });
      const [answer] = (await conversation(asking, read.id)).responses;
      expect(answer).toMatchObject({ status: "interrupted", usage_source: "estimated" });
      const truth = upstream.calls().findLast((call) => call.stream);
      expect(truth?.text_true.startsWith(answer?.response ?? "-")).toBe(true);
      // Per bucket the larger of the last usage seen and our own count of what came.
      const { input_tokens: input = 0, output_tokens: output = 0 } = answer ?? {};
      expect(input).toBeGreaterThanOrEqual(truth?.prompt_tokens ?? 0);
      expect(output).toBeGreaterThanOrEqual(20);
      expect(output).toBeLessThan(60);
      expect(answer?.cost_credits).toBe((input ?? 0) * 1000 + (output ?? 0) * 5000);
    }
    await booksAgree(asking, budget);
  });

  test(`${kind}: refused and overloaded cost nothing, and name no key`, async ({
    person,
    purser,
    upstream,
  }) => {
    const asking = await person();
    const budget = await giveBudget(purser.admin, asking, 1_000_000_000);
    upstream.reset();
    const cases = [
      { fault: "bad-key", status: "failed" },
      { fault: "rate-limit", retry_after: 60, status: "failed" },
      { fault: "error-event", after: "start", status: null },
    ];
    for (const { status, ...script } of cases) {
      const told = directed({ ...script, match: { stream: true } });
      const read = await chat(asking, told, { model });
      const [answer] = (await conversation(asking, read.id)).responses;
      if (status) expect(answer?.status).toBe(status);
      else expect(["failed", "interrupted"]).toContain(answer?.status);
      expect(answer).toMatchObject({ cost_credits: 0, response: "" });
      expect(answer?.error?.message).toMatch(/nothing was charged/i);
      expect(answer?.error?.message).not.toMatch(/sk-|0123456789/);
    }
    await booksAgree(asking, budget);
  });
}

test("an answer shorter than the model's useful minimum is refused, not shortened", async ({
  person,
  purser,
  upstream,
}) => {
  const asking = await person();
  const [{ id: model } = { id: "" }] = providers;
  const probe = await person();
  const prompt = "How much is this?";
  const options = { max_output_tokens: 20 };
  const held = Number((await chat(probe, prompt, { model, options })).opening?.reserved_credits);
  await giveBudget(purser.admin, asking, held - 1);
  upstream.reset();
  const refused = await start(asking, prompt, { model });
  expect(refused).toMatchObject({ status: 402, body: { needed_credits: held } });
  expect(upstream.calls()).toHaveLength(0);
});
