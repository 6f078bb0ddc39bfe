import { test as base, expect } from "@playwright/test";
import { makePerson, type Role, type TestPerson } from "./person";
import { type Purser, type Start, startPurser } from "./purser";
import { startUpstream, type Upstream } from "./upstream/server";

/** The model of the fake upstream that `purser` offers, and its price in USD per million tokens. */
export const model = { id: "test-model", price: { input: "0.15", output: "0.60" } };

type Worker = {
  /** A provider that does what it is told (e2e/upstream/README.md). One per worker. */
  upstream: Upstream;
  /** A server with the upstream's model, shared by a worker's tests: use people of your own. */
  purser: Purser;
};

type Each = {
  /** Starts a server for this test alone, to be stopped, killed and started again. */
  newPurser: (start?: Start) => Promise<Purser>;
  /** Makes a person of the shared server, or of the one given. */
  person: (made?: { role?: Role; at?: Purser }) => Promise<TestPerson>;
};

export const test = base.extend<Each, Worker>({
  upstream: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from it
    async ({}, use) => {
      const upstream = await startUpstream();
      await use(upstream);
      await upstream.close();
    },
    { scope: "worker" },
  ],
  purser: [
    async ({ upstream }, use) => {
      const purser = await startPurser();
      await addUpstream(purser, upstream);
      await use(purser);
      await purser.dispose();
    },
    { scope: "worker" },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from it
  newPurser: async ({}, use) => {
    const started: Purser[] = [];
    await use(async (start) => {
      const purser = await startPurser(start);
      started.push(purser);
      return purser;
    });
    await Promise.all(started.map((purser) => purser.dispose()));
  },
  person: ({ purser }, use) => use(({ role, at = purser } = {}) => makePerson(at, role)),
});

/** Makes the upstream's model one of `purser`'s. */
export async function addUpstream(purser: Purser, upstream: Upstream): Promise<void> {
  const endpoint = {
    name: "upstream",
    kind: "openai-compatible",
    base_url: upstream.baseUrl,
    api_key: "sk-upstream-0123456789",
    models: [{ ...model, context_window: 128_000, max_output_tokens: 4096 }],
  };
  const made = await purser.admin.post("/api/endpoints", endpoint);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
}

export { expect };
