import { api } from "./api";
import { allowances, calls, directed } from "./chat";
import { addKinds, kinds, rich } from "./clients";
import { expect, model, test } from "./fixtures";
import type { TestPerson } from "./person";
import type { Purser } from "./purser";

type Dialect = {
  path: string;
  /** The models of its own dialect, and one that is translated. */
  models: string[];
  body: (content: string) => object;
  /** The error that a stream which has begun ends with, as the dialect says it. */
  error: (event: Event) => { message?: unknown } | null;
};
type Event = { name: string | null; data: Record<string, unknown> };

const messages = (content: string) => ({
  messages: [{ role: "user", content }],
  max_tokens: 4000,
});
type Said = { message?: unknown };

const dialects: Record<string, Dialect> = {
  "chat completions": {
    path: "/v1/chat/completions",
    models: [model.id, kinds.claude.model],
    body: messages,
    error: ({ name, data }) => (name === null && "error" in data ? (data.error as Said) : null),
  },
  responses: {
    path: "/v1/responses",
    models: [model.id, kinds.claude.model],
    body: (content) => ({ input: content, max_output_tokens: 4000 }),
    error: ({ name, data }) => (name === "error" && data.type === "error" ? data : null),
  },
  messages: {
    path: "/v1/messages",
    models: [kinds.claude.model, model.id],
    body: messages,
    error: ({ name, data }) =>
      name === "error" && data.type === "error" ? (data.error as Said) : null,
  },
};

type Limited = { id: string; key: string };

async function makeKey({ api: own }: TestPerson, more: object = {}): Promise<Limited> {
  const made = await own.post<Limited>("/api/keys", { name: "to be revoked", ...more });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body;
}

/** Asks for a long stream with a key. */
function ask({ url }: Purser, key: string, { path, body }: Dialect, modelId: string) {
  const content = directed({ tokens: 3000, rate: 100 });
  return api(url, key).raw("POST", path, {
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: modelId, stream: true, ...body(content) }),
  });
}

/** A stream as it comes: the events so far, and when it was over. */
function read(response: Response) {
  const seen = { text: "", endedAt: 0 };
  const decoder = new TextDecoder();
  const over = (async () => {
    for await (const bytes of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      seen.text += decoder.decode(bytes, { stream: true });
    }
    seen.endedAt = performance.now();
    return events(seen.text);
  })();
  return { seen, over };
}

function events(text: string): Event[] {
  return text.split("\n\n").flatMap((block) => {
    const name = /^event: (.*)$/m.exec(block)?.[1] ?? null;
    const data = /^data: (.*)$/m.exec(block)?.[1];
    return data && data !== "[DONE]" ? [{ name, data: JSON.parse(data) }] : [];
  });
}

/** The one call was counted for what came, and nothing of it is held any more. */
async function isSettled(asking: TestPerson, sent: number): Promise<void> {
  await expect.poll(async () => (await calls(asking)).length).toBe(1);
  const [call] = await calls(asking);
  expect(call?.usage_source).toBe("estimated");
  expect(call?.output_tokens).toBeGreaterThan(0.5 * sent);
  expect(call?.output_tokens).toBeLessThan(2 * sent);
  const own = (await allowances(asking)).find(({ name }) => name === "Own");
  expect(own).toMatchObject({ reserved_credits: 0, spent_credits: call?.cost_credits });
}

test.describe.configure({ mode: "serial" });
test.beforeAll(({ purser, upstream }) => addKinds(purser, upstream));

for (const [name, dialect] of Object.entries(dialects)) {
  for (const modelId of dialect.models) {
    test(`a key revoked in a stream of ${name} of ${modelId}: told within a second, and settled`, async ({
      purser,
      person,
      upstream,
    }) => {
      const asking = await rich(await person(), purser);
      const made = await makeKey(asking);
      upstream.reset();
      const { seen, over } = read(await ask(purser, made.key, dialect, modelId));
      expect(await upstream.wait({ tokens: 20 })).toBe(true);
      await expect.poll(() => events(seen.text).length).toBeGreaterThan(10);
      const revoking = performance.now();
      expect((await asking.api.delete(`/api/keys/${made.id}`)).status).toBe(204);
      const last = (await over).at(-1);
      expect(seen.endedAt - revoking).toBeLessThan(1000);
      expect(last && dialect.error(last)?.message).toBe("This key may not be used any more.");
      expect(seen.text).not.toContain("[DONE]");
      expect(await upstream.wait({ closed: 1 })).toBe(true);
      await isSettled(asking, upstream.calls().at(-1)?.completion_tokens_sent ?? 0);
      const again = await ask(purser, made.key, dialect, modelId);
      expect(again.status).toBe(401);
    });
  }
}

const [chat] = Object.values(dialects) as [Dialect];

test("a key that expires in a stream ends it, and is refused", async ({
  purser,
  person,
  upstream,
}) => {
  const asking = await rich(await person(), purser);
  const expiresAt = Date.now() + 2000;
  const made = await makeKey(asking, { expires_at: expiresAt });
  upstream.reset();
  const { over } = read(await ask(purser, made.key, chat, model.id));
  const last = (await over).at(-1);
  expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
  expect(Date.now()).toBeLessThan(expiresAt + 1000);
  expect(last && chat.error(last)?.message).toBe("This key may not be used any more.");
  expect(await upstream.wait({ closed: 1 })).toBe(true);
  await isSettled(asking, upstream.calls().at(-1)?.completion_tokens_sent ?? 0);
  expect((await ask(purser, made.key, chat, model.id)).status).toBe(401);
});

test("a rotated key's stream goes on in the overlap, and ends with it", async ({
  purser,
  person,
  upstream,
}) => {
  const asking = await rich(await person(), purser);
  const made = await makeKey(asking);
  upstream.reset();
  const { seen, over } = read(await ask(purser, made.key, chat, model.id));
  await expect.poll(() => events(seen.text).length).toBeGreaterThan(10);
  const rotated = await asking.api.post<{ key: string; previous_until: number }>(
    `/api/keys/${made.id}/rotate`,
    { overlap_seconds: 2 },
  );
  expect(rotated.status).toBe(200);
  const before = events(seen.text).length;
  await expect.poll(() => events(seen.text).length).toBeGreaterThan(before + 20);
  expect((await api(purser.url, made.key).get("/api/me")).status).toBe(200);
  const last = (await over).at(-1);
  expect(Date.now()).toBeGreaterThanOrEqual(rotated.body.previous_until);
  expect(Date.now()).toBeLessThan(rotated.body.previous_until + 1000);
  expect(last && chat.error(last)?.message).toBe("This key may not be used any more.");
  await isSettled(asking, upstream.calls().at(-1)?.completion_tokens_sent ?? 0);
  expect((await ask(purser, made.key, chat, model.id)).status).toBe(401);
  expect((await api(purser.url, rotated.body.key).get("/api/me")).status).toBe(200);
});
