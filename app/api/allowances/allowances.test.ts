import { beforeAll, expect, it } from "vitest";
import { makeAllowance } from "@/lib/allowances/testing";
import { signedInCookie } from "@/lib/auth/testing";
import { makeUser, testDatabase } from "@/lib/db/testing";
import { openModels } from "@/lib/models/open";
import { DELETE, PATCH } from "./[id]/route";
import { GET, POST } from "./route";

testDatabase();
beforeAll(() => openModels());

const budget = { name: "B", kind: "budget", level: "instance", window: "none", credits: 5 };
const cap = { name: "C", kind: "cap", level: "user", window: "calendar-day", usd: "0.25" };

type Call = { cookie: string; method?: string; id?: string; body?: unknown; query?: string };

function call(handler: typeof GET, { cookie, method = "GET", id = "", body, query = "" }: Call) {
  const request = new Request(`http://purser.test/api/allowances/${id}${query}`, {
    method,
    headers: {
      cookie,
      host: "purser.test",
      "sec-fetch-site": "same-origin",
      "content-type": "application/json",
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return handler(request, { params: Promise.resolve({ id }) });
}

it("makes 201, lists, changes 200 and deletes 204", async () => {
  const cookie = await signedInCookie(await makeUser("admin"));
  const made = await call(POST, { cookie, method: "POST", body: budget });
  expect(made.status).toBe(201);
  const { id, ...shown } = await made.json();
  expect(shown).toMatchObject({ amount_credits: 5, remaining_credits: 5, resets_at: null });
  const { data } = await (await call(GET, { cookie, query: "?all=1" })).json();
  expect(data).toEqual([{ id, ...shown }]);
  const changed = await call(PATCH, { cookie, method: "PATCH", id, body: { credits: 3 } });
  expect(await changed.json()).toEqual({
    ...shown,
    id,
    amount_credits: 3,
    period_credits: 3,
    remaining_credits: 3,
    tokens: shown.tokens,
  });
  const gone = await call(DELETE, { cookie, method: "DELETE", id });
  expect([gone.status, await gone.text()]).toEqual([204, ""]);
  expect((await call(DELETE, { cookie, method: "DELETE", id })).status).toBe(404);
});

it("refuses in the order of http-api.md: 401, 403 by role, 404 by owner, 422", async () => {
  const cookie = await signedInCookie(await makeUser());
  const guest = await signedInCookie(await makeUser("guest"));
  const { id } = await makeAllowance();
  const foreign = await makeAllowance({ level: "user", subjectId: await makeUser() });
  const status = async (handler: typeof GET, asked: Call) => (await call(handler, asked)).status;
  const bad = { method: "PATCH", body: { credits: -1 } };
  expect(await status(POST, { cookie: "", method: "POST", body: {} })).toBe(401);
  expect(await status(POST, { cookie: guest, method: "POST", body: {} })).toBe(403);
  expect(await status(POST, { cookie, method: "POST", body: budget })).toBe(403);
  expect(await status(POST, { cookie, method: "POST", body: { ...cap, usd: "x" } })).toBe(422);
  expect(await status(POST, { cookie, method: "POST", body: cap })).toBe(201);
  expect(await status(PATCH, { cookie, id, ...bad })).toBe(403);
  expect(await status(PATCH, { cookie, id: foreign.id, ...bad })).toBe(404);
  expect(await status(GET, { cookie, query: "?al=1" })).toBe(422);
});
