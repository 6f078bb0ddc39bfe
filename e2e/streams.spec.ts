import { createParser } from "eventsource-parser";
import type { Part } from "../lib/generations/parts";
import { conversation, directed, readEvents, type Started, start } from "./chat";
import { addUpstream, expect, model, test } from "./fixtures";
import type { TestPerson } from "./person";

/** What a reader who loses the connection now and then puts together. */
type Pieced = { text: string; lastEventId: string | null; done: boolean; ids: string[] };

/** Reads `bytes` more of a conversation's events, then drops the connection, wherever that is. */
async function readBytes(person: TestPerson, id: string, so: Pieced, bytes: number): Promise<void> {
  const headers: Record<string, string> =
    so.lastEventId === null ? {} : { "last-event-id": so.lastEventId };
  const abort = new AbortController();
  const path = `/api/conversations/${id}/events`;
  const response = await person.api.raw("GET", path, { headers, signal: abort.signal });
  if (response.status === 204) {
    so.done = true;
    return;
  }
  const parser = createParser({
    onEvent: (event) => {
      if (event.data === "[DONE]") {
        so.done = true;
        return;
      }
      const part = JSON.parse(event.data) as Part;
      so.lastEventId = event.id ?? null;
      so.ids.push(event.id ?? "");
      if (part.type === "data-reset") so.text = "";
      if (part.type === "text-delta") so.text += part.delta;
    },
  });
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let left = bytes;
  while (reader && left > 0) {
    const { value, done } = await reader.read();
    if (done) return;
    parser.feed(decoder.decode(value.subarray(0, left), { stream: true }));
    left -= value.byteLength;
  }
  abort.abort();
}

test("cut anywhere and resumed, every reader puts the same text together", async ({
  person,
  upstream,
}) => {
  const asking = await person();
  upstream.reset();
  const prompt = directed({ tokens: 400, rate: 100, text: "@unicode", match: { stream: true } });
  const { body } = await start(asking, prompt);
  const readers = Array.from({ length: 20 }, async (_, n) => {
    const so: Pieced = { text: "", lastEventId: null, done: false, ids: [] };
    // Ever longer, so that each time at least one event comes whole.
    for (let cut = 1; !so.done; cut += 1)
      await readBytes(asking, body.id, so, 601 + cut * (97 + n));
    return so;
  });
  const pieced = await Promise.all(readers);
  const [answer] = (await conversation(asking, body.id)).responses;
  expect(answer?.status).toBe("done");
  expect(answer?.response).toBe(upstream.calls()[0]?.text_true);
  for (const { text, ids } of pieced) {
    expect(text).toBe(answer?.response);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

test("a reader goes on after a restart of the server where it stopped", async ({
  newPurser,
  person,
  upstream,
}) => {
  const purser = await newPurser();
  await addUpstream(purser, upstream);
  const asking = await person({ at: purser });
  const { body } = await start(asking, directed({ tokens: 2000, rate: 100 }));
  const so: Pieced = { text: "", lastEventId: null, done: false, ids: [] };
  await readBytes(asking, body.id, so, 3000);
  await purser.kill();
  await purser.start();
  while (!so.done) await readBytes(asking, body.id, so, 1000);
  const [answer] = (await conversation(asking, body.id)).responses;
  expect(answer?.status).toBe("interrupted");
  expect(so.text).toBe(answer?.response);
});

test("stop, from anywhere: the provider is cut, what was written is kept and charged", async ({
  person,
  upstream,
}) => {
  const asking = await person();
  upstream.reset();
  const stopped = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const { body } = await start(asking, directed({ tokens: 5000, rate: 100 }));
      const events = await asking.api.raw("GET", `/api/conversations/${body.id}/events`);
      const seen = await readEvents(events, ({ text }) => text.length > 50);
      const stop = () => asking.api.post(`/api/conversations/${body.id}/stop`);
      const [first, second] = await Promise.all([stop(), stop()]);
      const winners = [first, second].filter(
        ({ body: said }) => (said as { stopped: string | null }).stopped === body.response_id,
      );
      expect([first.status, second.status, winners.length]).toEqual([200, 200, 1]);
      return { seen, ...(await conversation(asking, body.id)) };
    }),
  );
  await upstream.wait({ closed: 8 }, 2000);
  for (const { seen, responses } of stopped) {
    const [answer] = responses;
    expect(answer).toMatchObject({
      status: "stopped",
      finish_reason: "stopped",
      usage_source: "estimated",
      error: null,
    });
    expect(answer?.response.startsWith(seen.text)).toBe(true);
    expect(answer?.cost_credits).toBeGreaterThan(0);
  }
});

test("somebody else can neither read, resume nor stop it", async ({ person }) => {
  const [mine, other] = [await person(), await person()];
  const { body } = await start(mine, directed({ tokens: 300, rate: 100 }));
  const path = `/api/conversations/${body.id}`;
  const headers = { "last-event-id": "1.0" };
  expect((await other.api.raw("GET", `${path}/events`, { headers })).status).toBe(404);
  expect((await other.api.post(`${path}/stop`)).status).toBe(404);
  const [answer] = (await conversation(mine, body.id)).responses;
  expect(answer?.status).toBe("streaming");
  await mine.api.post(`${path}/stop`);
});

test("a turn that is posted twice at once, and one that names no parent, keep their order", async ({
  person,
}) => {
  const asking = await person();
  const { body } = await start(asking, directed({ tokens: 60, rate: 100 }));
  const next = (prompt: string, key: string) =>
    asking.api.post<Started>(
      `/api/conversations/${body.id}/responses`,
      { prompt },
      { "idempotency-key": key },
    );
  const sent = await Promise.all([next("b", "k-b"), next("b", "k-b"), next("c", "k-c")]);
  expect(sent.map(({ status }) => status)).toEqual([200, 200, 200]);
  const { responses } = await conversation(asking, body.id);
  expect(responses.map(({ status }) => status)).toEqual(["done", "done", "done"]);
  const parents = responses.map(({ parent_id }) => parent_id);
  expect(parents).toEqual([null, responses[0]?.id, responses[1]?.id]);
});

test("a key that is revoked ends its streams, not the answer", async ({ person, purser }) => {
  const asking = await person();
  const made = await purser.admin.post<{ id: string; key: string }>("/api/keys", {
    name: "short-lived",
    user_id: asking.id,
  });
  const response = await fetch(`${purser.url}/api/conversations`, {
    method: "POST",
    body: JSON.stringify({ prompt: directed({ tokens: 900, rate: 100 }), model: model.id }),
    headers: {
      authorization: `Bearer ${made.body.key}`,
      "content-type": "application/json",
      accept: "text/event-stream",
    },
  });
  const revoked = purser.admin.delete(`/api/keys/${made.body.id}`);
  const seen = await readEvents(response);
  expect((await revoked).status).toBe(204);
  expect(seen.done).toBe(false);
  const id = seen.opening?.conversation_id ?? "";
  expect((await conversation(asking, id)).responses[0]?.status).toBe("streaming");
  await asking.api.post(`/api/conversations/${id}/stop`);
});
