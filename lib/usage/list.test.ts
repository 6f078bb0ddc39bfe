import type { InValue } from "@libsql/client";
import { desc } from "drizzle-orm";
import { expect, it } from "vitest";
import { makePerson } from "../auth/testing";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { usage } from "../db/schema";
import { planOf, testDatabase } from "../db/testing";
import { callJson } from "./call";
import { csvCell, exportCalls } from "./export";
import { allCalls, listCalls } from "./list";
import { countForReview, forReview } from "./queries";
import { callsQuery } from "./schemas";
import { makeCall, makeKey } from "./testing";

testDatabase();

const adminKey: Viewer = { kind: "admin-key", role: "admin" };

const list = (viewer: Viewer, query: Record<string, unknown> = {}) =>
  listCalls({ viewer, input: callsQuery.parse(query) });

it("shows a person their own calls, and an admin everybody's or one's", async () => {
  const [ann, bob] = [await makePerson(), await makePerson()];
  const a = await makeCall(ann.userId);
  const b = await makeCall(bob.userId);
  expect((await list(ann)).data.map((call) => call.id)).toEqual([a.id]);
  expect((await list(ann, { user: ann.userId })).data.map((call) => call.id)).toEqual([a.id]);
  await expect(list(ann, { user: bob.userId })).rejects.toMatchObject({ code: "forbidden" });
  expect(() => allCalls({ viewer: ann, input: callsQuery.parse({ user: bob.userId }) })).toThrow(
    /Only an admin/,
  );
  for (const admin of [await makePerson("admin"), adminKey]) {
    expect((await list(admin)).data.slice(0, 2).map((call) => call.id)).toEqual([b.id, a.id]);
    expect((await list(admin, { user: bob.userId })).data.map((call) => call.id)).toEqual([b.id]);
  }
});

it("says with which key a call was made, and how whoever told of it named it", async () => {
  const ann = await makePerson();
  const keyId = await makeKey(ann.userId, "Robot");
  await makeCall(ann.userId, { keyId, origin: "otlp", name: "plan the trip" });
  await makeCall(ann.userId);
  const said = (await list(ann)).data.map(({ name, keyName }) => [name, keyName]);
  expect(said).toEqual([
    [null, null],
    ["plan the trip", "Robot"],
  ]);
});

it("gives the shape of http-api.md", async () => {
  const ann = await makePerson();
  const row = await makeCall(ann.userId, { conversationId: "c", responseId: "r", keyId: "k" });
  const [call] = (await list(ann)).data;
  expect(call && callJson(call)).toEqual({
    id: row.id,
    created_at: row.createdAt,
    model: "demo",
    purpose: "chat",
    actor_id: ann.userId,
    key_id: "k",
    key_name: null,
    name: null,
    conversation_id: "c",
    response_id: "r",
    trace_id: row.traceId,
    span_id: row.spanId,
    parent_span_id: null,
    input_tokens: 10,
    cached_input_tokens: 3,
    cache_write_tokens: 1,
    output_tokens: 20,
    reasoning_tokens: 5,
    cost_credits: 3525,
    adjusted_credits: 0,
    origin: "chat",
    usage_source: "provider",
    status: null,
    overrun: false,
    demo: false,
    duration_ms: 1200,
    first_token_ms: 300,
  });
});

it("narrows by time, model, purpose, trace and conversation", async () => {
  const ann = await makePerson();
  const first = await makeCall(ann.userId, { createdAt: 1000, model: "a", purpose: "title" });
  const second = await makeCall(ann.userId, { createdAt: 2000, conversationId: "c1" });
  const ids = async (query: Record<string, unknown>) =>
    (await list(ann, query)).data.map((call) => call.id);
  expect(await ids({ from: "1000", to: "2000" })).toEqual([first.id]);
  expect(await ids({ from: "1001" })).toEqual([second.id]);
  expect(await ids({ model: "a" })).toEqual([first.id]);
  expect(await ids({ purpose: "chat" })).toEqual([second.id]);
  expect(await ids({ trace: first.traceId })).toEqual([first.id]);
  expect(await ids({ conversation: "c1" })).toEqual([second.id]);
  expect(callsQuery.safeParse({ form: "csv" }).success).toBe(false);
  expect(callsQuery.safeParse({ from: "soon" }).success).toBe(false);
});

it("lists the calls that are for review, by their index", async () => {
  const ann = await makePerson();
  await makeCall(ann.userId);
  const marked = [
    await makeCall(ann.userId, { alert: "the provider's usage cannot be true" }),
    await makeCall(ann.userId, { usageSource: "estimated" }),
    await makeCall(ann.userId, { overrun: true }),
  ];
  const { data } = await list(ann, { review: "1" });
  expect(data.map((call) => call.id)).toEqual(marked.map(({ id }) => id).reverse());
  expect(await countForReview()).toBe(marked.length);
  expect(callsQuery.safeParse({ review: "yes" }).success).toBe(false);
  const query = db().select({ id: usage.id }).from(usage).where(forReview).orderBy(desc(usage.id));
  const { sql, params } = query.toSQL();
  expect((await planOf(sql, params as InValue[])).join()).toMatch(/usage_review/);
});

it("pages without gap or repeat while calls arrive", async () => {
  const ann = await makePerson();
  const made: string[] = [];
  for (let n = 0; n < 7; n++) made.unshift((await makeCall(ann.userId)).id);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof list>> = await list(ann, {
      limit: 3,
      ...(cursor ? { cursor } : {}),
    });
    seen.push(...page.data.map((call) => call.id));
    cursor = page.next_cursor;
    await makeCall(ann.userId);
  } while (cursor);
  expect(seen).toEqual(made);
});

it("exports every call, more than one portion of them", async () => {
  const ann = await makePerson();
  const calls = 510;
  for (let n = 0; n < calls; n++) await makeCall(ann.userId, { model: n ? "m" : '=1+"1"' });
  const file = (format: "csv" | "ndjson") =>
    exportCalls(allCalls({ viewer: ann, input: {} }), format).text();
  const csv = (await file("csv")).split("\r\n");
  expect(csv).toHaveLength(calls + 2);
  expect(csv[0]).toMatch(/^id,created_at,model,.*,first_token_ms$/);
  expect(csv.at(-2)).toContain(`,"'=1+""1""",chat,`);
  const lines = (await file("ndjson")).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).id)).toEqual(
    csv.slice(1, -1).map((line) => line.split(",")[0]),
  );
});

it.each([
  ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
  ["+1", "'+1"],
  ["-1", "'-1"],
  ["@x", "'@x"],
  ["\tx", "'\tx"],
  ["\rx", '"\'\rx"'],
  ["a,b", '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ["plain", "plain"],
  [-5, "-5"],
  [null, ""],
  [true, "true"],
])("writes %j safely into a cell", (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});
