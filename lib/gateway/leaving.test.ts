import { eq } from "drizzle-orm";
import { afterEach, expect, it, vi } from "vitest";
import { testModel, testUpstream } from "../conversations/testing";
import { db } from "../db/client";
import { reservations, usage } from "../db/schema";
import { bookErrors } from "../ledger/testing";
import { createEndpoint } from "../models/endpoint-verbs/create";
import { endpointBody } from "../models/schemas";
import { answer } from "./answer";
import type { Outlet } from "./request";
import { chat, fronts, makeKey } from "./testing";

const upstream = testUpstream();
const by = fronts();

afterEach(async () => {
  expect(await bookErrors()).toEqual([]);
  const open = await db().select().from(reservations).where(eq(reservations.state, "open"));
  expect(open).toEqual([]);
});

/** Asks for a stream, reads its first bytes, and goes; what was booked of it. */
async function leave(
  front: "node" | "web",
  script: object,
  more: object,
  path = "/v1/chat/completions",
) {
  upstream().reset();
  const { key, userId } = await makeKey(10_000_000_000);
  const content = `@upstream ${JSON.stringify(script)} Hello`;
  const asked =
    path === "/v1/responses" ? { input: content } : { messages: [{ role: "user", content }] };
  const body = { model: testModel, ...asked, stream: true, ...more };
  const gone = new AbortController();
  const reply = await by[front](path, {
    ...chat(key, body),
    signal: gone.signal,
  });
  const reader = reply.body?.getReader();
  await reader?.read();
  gone.abort();
  reader?.cancel().catch(() => undefined);
  return vi.waitFor(
    async () => {
      const rows = await db().select().from(usage).where(eq(usage.userId, userId));
      expect(rows).toHaveLength(1);
      return rows[0];
    },
    { timeout: 10_000 },
  );
}

it.each(["node", "web"] as const)(
  "reads what is short to its end, by the %s front",
  async (front) => {
    const row = await leave(front, { tokens: 60, rate: 200 }, { max_tokens: 500 });
    expect(row).toMatchObject({ outputTokens: 60, usageSource: "provider" });
    expect(upstream().calls()[0]?.client_closed_at).toBe(null);
  },
);

it.each(["node", "web"] as const)("cuts what is long, by the %s front", async (front) => {
  const row = await leave(front, { tokens: 4000, rate: 50 }, { max_tokens: 4000 });
  expect(row?.usageSource).toBe("estimated");
  expect(row?.outputTokens).toBeGreaterThan(0);
  expect(row?.outputTokens).toBeLessThan(1000);
  await upstream().wait({ closed: 1 });
});

it("always reads an answer that comes whole", async () => {
  upstream().reset();
  const { key, userId } = await makeKey(10_000_000_000);
  const content = '@upstream {"tokens": 30, "first_delay_ms": 200} Hello';
  const messages = [{ role: "user", content }];
  const gone = new AbortController();
  const asked = by.node("/v1/chat/completions", {
    ...chat(key, { model: testModel, messages }),
    signal: gone.signal,
  });
  await upstream().wait({ calls: 1 });
  gone.abort();
  await expect(asked).rejects.toThrow();
  await vi.waitFor(async () => {
    const [row] = await db().select().from(usage).where(eq(usage.userId, userId));
    expect(row).toMatchObject({ outputTokens: 30, usageSource: "provider" });
  });
});

/** A model that speaks another dialect than the client. */
async function addClaude(id: string): Promise<string> {
  const price = { input: "1", output: "5" };
  const input = endpointBody.parse({
    name: id,
    kind: "anthropic",
    base_url: upstream().baseUrl,
    api_key: "sk-provider-0123456789",
    models: [{ id, upstream_id: "claude-haiku-4-5", price, max_output_tokens: 4096 }],
  });
  await createEndpoint({ viewer: { kind: "admin-key", role: "admin" }, input });
  return id;
}

it("cuts what is long and translated, in every dialect, by either front", async () => {
  const model = await addClaude("claude-to-leave");
  for (const front of ["node", "web"] as const) {
    for (const path of ["/v1/chat/completions", "/v1/responses", "/v1/messages"]) {
      const more = path === "/v1/messages" ? { model: testModel } : { model };
      const row = await leave(
        front,
        { tokens: 4000, rate: 50 },
        { ...more, ...limitIn(path) },
        path,
      );
      expect(row).toMatchObject({ usageSource: "estimated" });
      expect(row?.outputTokens).toBeLessThan(1000);
      expect(await upstream().wait({ closed: 1 })).toBe(true);
    }
  }
});

const nothing = () => undefined;

/** A client that takes nothing after its first bytes, and goes. */
class Stuck implements Outlet {
  left = false;
  begun = false;
  readonly #gone: (() => void)[] = [];
  add = nothing;
  end = nothing;
  onRoom = nothing;
  cutOff = nothing;
  head() {
    this.begun = true;
  }
  write() {
    setImmediate(() => {
      this.left = true;
      for (const callback of this.#gone.splice(0)) callback();
    });
    return this.left;
  }
  onLeave(callback: () => void) {
    if (this.left) callback();
    else this.#gone.push(callback);
  }
}

it("reads what is short to its end for a client that took no more and went", async () => {
  const claude = await addClaude("claude-to-be-stuck-at");
  for (const path of ["/v1/chat/completions", "/v1/responses", "/v1/messages"]) {
    for (const model of [testModel, claude]) {
      const { key, userId } = await makeKey();
      const content = '@upstream {"tokens": 40, "rate": 200} Hello';
      const asked =
        path === "/v1/responses" ? { input: content } : { messages: [{ role: "user", content }] };
      const limit = path === "/v1/responses" ? { max_output_tokens: 60 } : { max_tokens: 60 };
      const body = Buffer.from(JSON.stringify({ model, stream: true, ...asked, ...limit }));
      const header = (name: string) => (name === "authorization" ? `Bearer ${key}` : null);
      await answer({ method: "POST", path, header, body: async () => body }, new Stuck());
      const rows = await db().select().from(usage).where(eq(usage.userId, userId));
      expect(rows, `${path} ${model}`).toMatchObject([
        { outputTokens: 40, usageSource: "provider" },
      ]);
    }
  }
});

const limitIn = (path: string) =>
  path === "/v1/responses" ? { max_output_tokens: 4000 } : { max_tokens: 4000 };
