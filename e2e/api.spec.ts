import { api, type Page, type Problem } from "./api";
import { chat, directed, readEvents, type Started, start } from "./chat";
import { expect, model, test } from "./fixtures";

/** Sentences of the public HTTP API that no other test holds, asked from outside. */

const verbs = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

test("without sign-in every verb of every address under /api is 401", async ({
  purser,
  person,
}) => {
  const { api: asking } = await person();
  const { paths } = (await asking.get<{ paths: Record<string, object> }>("/api/openapi.json")).body;
  const open = /^\/api\/(auth|shares|sign-up)\b/;
  const addresses = [...Object.keys(paths), "/api", "/api/", "/api/nothing", "/api/usage/x/y/z"];
  const nobody = api(purser.url);
  for (const path of addresses.filter((one) => one.startsWith("/api") && !open.test(one))) {
    for (const verb of verbs) {
      const reply = await nobody.raw(verb, path.replaceAll(/\{\w+\}/g, "any"), {
        redirect: "follow",
      });
      expect(reply.status, `${verb} ${path}`).toBe(401);
      expect(reply.headers.get("content-type"), path).toBe("application/problem+json");
    }
  }
  const reply = await asking.raw("PUT", "/api/conversations", { body: "{}" });
  expect(reply.status).toBe(404);
  expect(((await reply.json()) as Problem).code).toBe("not_found");
});

test("an address whose percent signs encode nothing names nothing", async ({ purser, person }) => {
  const { api: asking } = await person();
  for (const id of ["%", "%2", "%zz", "%ff", "%E0%A4%A", "a%2Fb%zz"]) {
    for (const path of [`/api/models/${id}`, `/api/conversations/${id}`, `/api/shares/${id}`]) {
      expect((await asking.get<Problem>(path)).body.code, path).toBe("not_found");
    }
    expect((await api(purser.url).get(`/api/models/${id}`)).status).toBe(401);
    expect((await asking.get(`/s/${id}`)).status).toBe(404);
  }
});

const lists: [address: string, who: "person" | "admin"][] = [
  ["/api/conversations", "person"],
  ["/api/conversations/{id}/shares", "person"],
  ["/api/keys", "person"],
  ["/api/allowances", "person"],
  ["/api/usage/calls", "person"],
  ["/api/models", "person"],
  ["/api/users", "admin"],
  ["/api/groups", "admin"],
  ["/api/endpoints", "admin"],
  ["/api/allowances?all=1", "admin"],
];

for (const [address, who] of lists) {
  test(`${address} has pages of 1 to 200, and no other question`, async ({ purser, person }) => {
    const asking = await person();
    const { body } = await start(asking, directed({ tokens: 1 }));
    const path = address.replace("{id}", body.id);
    const ask = who === "admin" ? purser.admin : asking.api;
    const get = <T>(query: string) =>
      ask.get<T>(`${path}${path.includes("?") ? "&" : "?"}${query}`);
    for (const limit of ["0", "201", "-1", "1.5", "x", ""]) {
      const { status, body: refusal } = await get<Problem>(`limit=${limit}`);
      expect([status, refusal.errors?.[0]?.path], limit).toEqual([422, "limit"]);
    }
    const lost = await get<Problem>("cursor=nonsense");
    expect([lost.status, lost.body.errors?.[0]?.path]).toEqual([422, "cursor"]);
    expect((await get<Problem>("nonsense=1")).body.errors?.[0]?.path).toBe("nonsense");
    const whole = await get<Page<{ id: string }>>("limit=200");
    expect(whole.status).toBe(200);
    expect(whole.body.next_cursor).toBeNull();
    const { data } = (await get<Page<{ id: string }>>("limit=1")).body;
    // By their ids: what is left of an allowance that all tests share changes in between.
    expect(data.map(({ id }) => id)).toEqual(whole.body.data.slice(0, 1).map(({ id }) => id));
  });
}

test("models and links are read page by page, each once", async ({ person }) => {
  const asking = await person();
  const { body } = await start(asking, directed({ tokens: 1 }));
  const links = `/api/conversations/${body.id}/shares`;
  for (let made = 0; made < 3; made++) await asking.api.post(links, { mode: "snapshot" });
  for (const path of [links, "/api/models"]) {
    const whole = (await asking.api.get<Page<object>>(path)).body.data;
    const read: object[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const after: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
      const page: Page<object> = (await asking.api.get<Page<object>>(`${path}?limit=1${after}`))
        .body;
      expect(page.data).toHaveLength(1);
      read.push(...page.data);
      cursor = page.next_cursor;
    }
    expect(read).toEqual(whole);
    expect((await asking.api.get(`${path}?cursor=elsewhere`)).status).toBe(422);
  }
});

test("what asks events and exports of a conversation takes no other field", async ({ person }) => {
  const asking = await person();
  const { id } = await chat(asking, directed({ tokens: 1 }));
  for (const path of ["events?follow=0&from=1", "export?format=json&from=1"]) {
    const { status, body } = await asking.api.get<Problem>(`/api/conversations/${id}/${path}`);
    expect([status, body.errors?.[0]?.path]).toEqual([422, "from"]);
  }
});

test("a turn stopped while it waited says so in its stream as in its row", async ({ person }) => {
  const asking = await person();
  const { body } = await start(asking, directed({ gate: "never", tokens: 2 }));
  const path = `/api/conversations/${body.id}`;
  const waiting = await asking.api.raw("POST", `${path}/responses`, {
    body: JSON.stringify({ prompt: "next", model: model.id }),
    headers: { "content-type": "application/json", accept: "text/event-stream" },
  });
  await asking.api.post(`${path}/stop`);
  const { receipt } = await readEvents(waiting);
  const { responses } = (await asking.api.get<{ responses: object[] }>(path)).body;
  const asTold = { status: "stopped", finish_reason: "stopped", cost_credits: 0, error: null };
  expect(receipt).toMatchObject(asTold);
  expect(responses[1]).toMatchObject(asTold);
});

test("a key may be asked for as keys are shown, with nulls", async ({ person }) => {
  const asking = await person();
  const made = await asking.api.post("/api/keys", { name: "k", purpose: null, expires_at: null });
  expect(made.status).toBe(201);
  const none = await asking.api.post<Problem>("/api/keys", { name: "k", purpose: "" });
  expect(none.body.errors?.[0]?.path).toBe("purpose");
});

test("checks come in order: 401, 403, 404, 413, 422, 409, 429, 402", async ({ newPurser }) => {
  const settings = { PURSER_REQUESTS_PER_MINUTE: "2" };
  const purser = await newPurser({ settings });
  const path = "/api/conversations";
  const nobody = api(purser.url);
  const huge = { prompt: "x".repeat(1_000_000), nonsense: 1 };
  expect((await nobody.post(path, huge)).status).toBe(401);
  expect((await purser.admin.post(path, huge)).status).toBe(403);
  const { body: user } = await purser.admin.post<{ id: string }>("/api/users", {
    email: "order@example.com",
  });
  const { body: key } = await purser.admin.post<{ key: string }>("/api/keys", {
    name: "order",
    user_id: user.id,
  });
  const asking = api(purser.url, key.key);
  expect((await asking.post(`${path}/nobodys/responses`, huge)).status).toBe(404);
  expect((await asking.post(path, huge)).status).toBe(413);
  const once = { "idempotency-key": "one" };
  expect((await asking.post<Started>(path, { prompt: "Hello" }, once)).status).toBe(201);
  expect((await asking.post(path, { prompt: "" }, once)).status).toBe(422);
  expect((await asking.post(path, { prompt: "Hello", model: "none" }, once)).status).toBe(422);
  await purser.admin.post("/api/allowances", {
    name: "Nothing",
    kind: "cap",
    level: "user",
    subject_id: user.id,
    window: "none",
    credits: 0,
  });
  expect((await asking.post(path, { prompt: "Hello" })).status).toBe(402);
  expect((await asking.post(path, { prompt: "Other" }, once)).status).toBe(409);
  const late = await asking.post(path, { prompt: "Hello" });
  expect(late.status).toBe(429);
  expect(Number(late.headers.get("retry-after"))).toBeGreaterThan(0);
});

test("what cannot be kept as it came is refused: NUL in a text, endless nesting", async ({
  purser,
  person,
}) => {
  const asking = await person();
  const { body } = await start(asking, directed({ tokens: 1 }));
  const path = "/api/conversations";
  const taken: [Promise<{ status: number; body: Problem }>, string][] = [
    [asking.api.post<Problem>(path, { prompt: "a\0b", model: model.id }), "prompt"],
    [asking.api.post<Problem>(path, { prompt: "a", options: { stop: ["\0"] } }), "options.stop.0"],
    [asking.api.patch<Problem>(`${path}/${body.id}`, { name: "\0" }), "name"],
    [asking.api.get<Problem>(`${path}?q=%00`), "q"],
    [purser.admin.post<Problem>("/api/groups", { name: "g\0" }), "name"],
  ];
  for (const [asked, field] of taken) {
    const reply = await asked;
    expect([reply.status, reply.body.errors?.[0]?.path]).toEqual([422, field]);
  }
  const nested = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
  const deep = await asking.api.raw("POST", path, {
    body: `{"prompt":"a","options":{"stop":${nested}}}`,
    headers: { "content-type": "application/json", "idempotency-key": "deep" },
  });
  expect(deep.status).toBe(422);
});
