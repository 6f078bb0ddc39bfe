import fc from "fast-check";
import { expect, test } from "vitest";
import { makePerson } from "../auth/testing";
import { db } from "../db/client";
import { spans } from "../db/schema";
import { testDatabase } from "../db/testing";
import { spanTree } from "./span-tree";
import { makeCall } from "./testing";
import { getTrace } from "./trace";
import { traceJson } from "./trace-json";

testDatabase();

const figure = { uncachedInputTokens: 10, cachedInputTokens: 0, cacheWriteTokens: 0 };

/** A trace of calls at 100 credits, 10 in and 20 out each: `child: parent`. */
async function trace(links: Record<string, string | null>, traceId = `trace ${Math.random()}`) {
  const viewer = await makePerson();
  for (const [spanId, parentSpanId] of Object.entries(links)) {
    const call = { ...figure, traceId, spanId, parentSpanId, costCredits: 100, outputTokens: 20 };
    await makeCall(viewer.userId, { ...call, startedAt: 1 });
  }
  return { viewer, id: traceId };
}

const totals = (json: ReturnType<typeof traceJson>) =>
  Object.fromEntries(json.spans.map((span) => [span.span_id, span.total_cost_credits]));

test("a total is the span's own and its children's, each once; a missing parent makes a root", async () => {
  const json = traceJson(
    await getTrace(await trace({ a: null, b: "a", c: "b", d: "a", e: "gone" })),
  );
  expect(json).toMatchObject({ cost_credits: 500, input_tokens: 50, output_tokens: 100 });
  expect(totals(json)).toEqual({ a: 400, b: 200, c: 100, d: 100, e: 100 });
  expect(json.spans.map(({ span_id, depth }) => [span_id, depth])).toEqual([
    ["a", 0],
    ["b", 1],
    ["c", 2],
    ["d", 1],
    ["e", 0],
  ]);
});

test("spans that are each other's parents are counted once, and nothing hangs", async () => {
  const json = traceJson(await getTrace(await trace({ a: "c", b: "a", c: "b", d: "c", e: "e" })));
  expect(json.cost_credits).toBe(500);
  expect(totals(json)).toEqual({ a: 100, b: 100, c: 200, d: 100, e: 100 });
});

test("a span that is no call has none of its own, and the sum of what hangs on it", async () => {
  const { viewer, id } = await trace({ a: "agent" });
  const branch = { userId: viewer.userId, traceId: id, startedAt: 0, createdAt: 1, name: "agent" };
  await db()
    .insert(spans)
    .values({ ...branch, spanId: "agent" });
  await makeCall(viewer.userId, {
    traceId: id,
    spanId: "b",
    parentSpanId: "agent",
    costCredits: null,
  });
  const json = traceJson(await getTrace({ viewer, id }));
  expect(json).toMatchObject({ cost_credits: 100, unpriced_calls: 1 });
  expect(json.spans[0]).toMatchObject({
    name: "agent",
    cost_credits: null,
    input_tokens: null,
    total_cost_credits: 100,
    total_input_tokens: 20,
  });
  expect(json.spans.find(({ span_id }) => span_id === "b")?.cost_credits).toBeNull();
});

test("another actor's trace of the same id is another trace; an admin says whose", async () => {
  const mine = await trace({ a: null }, "shared");
  const theirs = await trace({ a: null, b: "a" }, "shared");
  expect((await getTrace(mine)).spans).toHaveLength(1);
  expect((await getTrace(theirs)).spans).toHaveLength(2);
  const [admin, nobody] = [await makePerson("admin"), await makePerson()];
  const notFound = { code: "not_found" };
  await expect(getTrace({ viewer: admin, id: "shared" })).rejects.toMatchObject(notFound);
  await expect(getTrace({ viewer: nobody, id: "shared" })).rejects.toMatchObject(notFound);
  const user = mine.viewer.userId;
  await expect(getTrace({ viewer: nobody, id: "shared", user })).rejects.toMatchObject(notFound);
  expect((await getTrace({ viewer: admin, id: "shared", user })).spans).toHaveLength(1);
});

test("any links at all: every span once, children after parents, sums that add up", () => {
  const link = fc.record({ to: fc.option(fc.nat({ max: 24 }), { nil: null }) });
  fc.assert(
    fc.property(fc.array(link, { maxLength: 20 }), (links) => {
      const given = links.map(({ to }, at) => ({
        spanId: String(at),
        parentSpanId: to === null ? null : String(to),
      }));
      const nodes = spanTree(given);
      expect(nodes.map(({ span }) => span.spanId).sort()).toEqual(
        given.map(({ spanId }) => spanId).sort(),
      );
      const seen = new Set<string>();
      for (const { span, parent } of nodes) {
        if (parent) expect(seen.has(parent.span.spanId)).toBe(true);
        seen.add(span.spanId);
      }
    }),
  );
});
