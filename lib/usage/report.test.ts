import { encodeTime } from "ulid";
import { beforeAll, expect, it } from "vitest";
import { makePerson } from "../auth/testing";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { adjustments, usage } from "../db/schema";
import { testDatabase } from "../db/testing";
import { statement, write } from "../db/write";
import { newId, newSpanId } from "../ids";
import { openModels } from "../models/open";
import type { UsageRow } from "./call";
import { listCalls } from "./list";
import { getReceipt } from "./receipt";
import { usageReport } from "./report";
import { callsQuery, reportQuery } from "./schemas";
import { makeCall } from "./testing";

testDatabase();
beforeAll(() => openModels());

const report = (viewer: Viewer, query: Record<string, unknown> = {}) =>
  usageReport({ viewer, input: reportQuery.parse(query) });

/** A call at a time, whose id is of that time too. */
const callAt = (userId: string, text: string, over: Partial<UsageRow> = {}) => {
  const createdAt = Date.parse(text);
  const id = encodeTime(createdAt).toLowerCase() + newId().slice(10);
  return makeCall(userId, { id, createdAt, ...over });
};

it("adds up calls by day and by what is asked for, newest first", async () => {
  const ann = await makePerson();
  await callAt(ann.userId, "2026-11-20T10:00:00Z");
  await callAt(ann.userId, "2026-11-20T23:30:00Z", { purpose: "title", usageSource: "estimated" });
  await callAt(ann.userId, "2026-11-21T00:30:00Z", { model: "other", keyId: "k", demo: true });
  const sums = {
    ...{ calls: 1, input_tokens: 10, cached_input_tokens: 3, output_tokens: 20 },
    ...{ reasoning_tokens: 5, cost_credits: 3525, demo_credits: 0, estimated_calls: 0 },
  };
  const byPurpose = await report(ann, { group_by: "purpose,model" });
  expect(byPurpose.data).toEqual([
    {
      ...{ bucket_start: Date.UTC(2026, 10, 21), purpose: "chat", model: "other" },
      ...{ ...sums, demo_credits: 3525 },
    },
    { bucket_start: Date.UTC(2026, 10, 20), purpose: "chat", model: "demo", ...sums },
    {
      ...{ bucket_start: Date.UTC(2026, 10, 20), purpose: "title", model: "demo" },
      ...{ ...sums, estimated_calls: 1 },
    },
  ]);
  expect(byPurpose.totals).toMatchObject({ calls: 3, cost_credits: 3 * 3525, estimated_calls: 1 });
  const berlin = await report(ann, { time_zone: "europe/berlin" });
  expect(berlin.data.map(({ bucket_start, calls }) => [bucket_start, calls])).toEqual([
    [Date.UTC(2026, 10, 20, 23), 1 + 1],
    [Date.UTC(2026, 10, 19, 23), 1],
  ]);
  const keys = await report(ann, { bucket: "month", group_by: "key,user" });
  expect(keys.data.map(({ key, user, calls }) => [key, user, calls])).toEqual([
    [null, ann.userId, 2],
    ["k", ann.userId, 1],
  ]);
  const part = { from: Date.UTC(2026, 10, 20, 11), to: Date.UTC(2026, 10, 21) };
  expect((await report(ann, part)).totals.calls).toBe(1);
});

it("says of corrected and unpriced calls what the list of calls says", async () => {
  const ann = await makePerson();
  const counts = { uncachedInput: 2, cachedInput: 1, cacheWrite: 0, output: 4, reasoning: 1 };
  // What was corrected may come to nothing in all, as with a price that was corrected back.
  for (const credits of [-1000, 0]) {
    const late = await makeCall(ann.userId, { usageSource: "estimated" });
    const adjustment = { id: newId(), usageId: late.id, kind: "late-settle" as const, counts };
    const row = { ...adjustment, credits, rates: null, reratingId: null, createdBy: null };
    const values = { ...row, createdAt: 1 };
    await write([statement(db().insert(adjustments).values(values))]);
    const receipt = await getReceipt({ viewer: ann, id: late.id });
    expect(receipt.trace.map(({ usageSource }) => usageSource)).toEqual(["provider"]);
  }
  await makeCall(ann.userId, { costCredits: null });
  const { data } = await listCalls({ viewer: ann, input: callsQuery.parse({}) });
  const sum = (of: (call: (typeof data)[number]) => number | null) =>
    data.reduce((all, call) => all + (of(call) ?? 0), 0);
  const { totals } = await report(ann);
  expect(totals).toMatchObject({
    calls: 3,
    input_tokens: sum((call) => call.inputTokens),
    output_tokens: sum((call) => call.outputTokens),
    reasoning_tokens: sum((call) => call.reasoningTokens),
    cost_credits: sum((call) => call.costCredits),
    estimated_calls: 0,
  });
});

it("is one's own, for an admin everybody's", async () => {
  const [ann, bob, boss] = [await makePerson(), await makePerson(), await makePerson("admin")];
  await makeCall(ann.userId);
  await expect(report(bob, { user: ann.userId })).rejects.toMatchObject({ code: "forbidden" });
  expect((await report(bob)).totals.calls).toBe(0);
  expect((await report(boss, { user: ann.userId })).totals.calls).toBe(1);
  expect((await report(boss)).totals.calls).toBeGreaterThan(1);
});

it("reads more calls than one portion of them", async () => {
  const ann = await makePerson();
  const row = await makeCall(ann.userId);
  const more = Array.from({ length: 5200 }, () => ({ ...row, id: newId(), spanId: newSpanId() }));
  for (let from = 0; from < more.length; from += 400) {
    await write([
      statement(
        db()
          .insert(usage)
          .values(more.slice(from, from + 400)),
      ),
    ]);
  }
  expect((await report(ann)).totals.calls).toBe(5201);
});

it.each([
  [{ bucket: "year" }],
  [{ group_by: "purpose,colour" }],
  [{ time_zone: "Mars/Base" }],
  [{ from: "yesterday" }],
  [{ from: 5, to: 1 }],
  [{ limit: "5" }],
])("refuses %j", (query) => {
  expect(reportQuery.safeParse(query).success).toBe(false);
});
