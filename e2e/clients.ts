import { allowances, calls, giveBudget } from "./chat";
import { expect } from "./fixtures";
import type { TestPerson } from "./person";
import type { Purser } from "./purser";
import type { Upstream } from "./upstream/server";

/** USD per million tokens: 1 in, 0.1 from the cache, 1.25 into it, 5 out. */
const price = { input: "1", cached_input: "0.1", cache_write: "1.25", output: "5" };

/** A model of each kind of provider; all are the fake upstream's. */
export const kinds = {
  claude: { kind: "anthropic", model: "a-claude", upstream: "claude-haiku-4-5", at: "/v1" },
  gemini: { kind: "google", model: "a-gemini", upstream: "gemini-2.5-flash", at: "/v1beta" },
} as const;

/** What any client is tried with: one of its own dialect and those of others. */
export const everyModel = ["test-model", kinds.claude.model, kinds.gemini.model];

/** Adds them to a server, once. */
export async function addKinds(purser: Purser, upstream: Upstream): Promise<void> {
  for (const { kind, model: id, upstream: upstream_id, at } of Object.values(kinds)) {
    const made = await purser.admin.post("/api/endpoints", {
      name: `clients' ${kind}`,
      kind,
      base_url: `${upstream.url}${at}`,
      api_key: "sk-provider-0123456789",
      models: [{ id, upstream_id, price, max_output_tokens: 4096 }],
    });
    // A worker's server is shared by its files: it may have them already.
    expect([201, 409], JSON.stringify(made.body)).toContain(made.status);
  }
}

export type Costing = { cost_credits: number };

/** Somebody with room, whose books can be looked at afterwards. */
export async function rich(person: TestPerson, purser: Purser): Promise<TestPerson> {
  await giveBudget(purser.admin, person, 10_000_000_000);
  return person;
}

/** No hold is open, what is spent is what the calls cost, and those are the upstream's counts. */
export async function booksAgree(person: TestPerson, upstream: Upstream): Promise<void> {
  const own = async () => (await allowances(person)).find(({ name }) => name === "Own");
  await expect.poll(async () => (await own())?.reserved_credits).toBe(0);
  const booked = await calls(person);
  const truth = upstream.calls().filter(({ status }) => status === 200);
  const counts = (list: [number, number][]) => list.map(String).sort();
  expect(counts(booked.map((call) => [call.input_tokens, call.output_tokens]))).toEqual(
    counts(truth.map((call) => [call.prompt_tokens, call.completion_tokens_sent])),
  );
  expect((await own())?.spent_credits).toBe(
    booked.reduce((sum, { cost_credits }) => sum + cost_credits, 0),
  );
}

/** A tool of two calls at once. */
export const weather = {
  name: "weather",
  description: "The weather of a city",
  schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
export const twoCities = [
  { name: "weather", arguments: { city: "Oslo" } },
  { name: "weather", arguments: { city: "Lima" } },
];
