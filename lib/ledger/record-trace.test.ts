import { and, eq } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { makeAllowance } from "../allowances/testing";
import { makePerson } from "../auth/testing";
import { db } from "../db/client";
import { balances, usage } from "../db/schema";
import { makeUser, testDatabase } from "../db/testing";
import { createEndpoint } from "../models/endpoint-verbs/create";
import { openModels } from "../models/open";
import { endpointBody } from "../models/schemas";
import { priceRecorded } from "./price-recorded";
import { recordTrace, type ToldBranch, type ToldCall } from "./record-trace";
import { bookErrors } from "./testing";

testDatabase();
beforeAll(() => openModels());

/** Of the demo model: 100 credits a token in, 400 out. */
function told(
  spanId: string,
  input: number,
  output: number,
  over: Partial<ToldCall> = {},
): ToldCall {
  return {
    origin: "recorded",
    spanId,
    parentSpanId: null,
    name: null,
    keyId: null,
    purpose: "chat",
    model: "demo",
    resolvedModel: null,
    counts: { uncachedInput: input, cachedInput: 0, cacheWrite: 0, output, reasoning: 0 },
    said: {},
    startedAt: 1_000,
    durationMs: null,
    alert: null,
    ...over,
  };
}

async function payer(credits: number) {
  const userId = await makeUser();
  const own = { level: "user", subjectId: userId, window: "none" } as const;
  const { id } = await makeAllowance({ ...own, amountCredits: credits });
  const spent = async () =>
    (await db().select().from(balances).where(eq(balances.allowanceId, id)))[0]?.spentCredits ?? 0;
  const rows = () => db().select().from(usage).where(eq(usage.userId, userId)).orderBy(usage.id);
  return { userId, spent, rows };
}

test("a call is charged once per span; other numbers under its id are not taken", async () => {
  const { userId, spent, rows } = await payer(1_000_000);
  const tell = (call: ToldCall) => recordTrace({ userId, traceId: "t", calls: [call] });
  const [first] = await tell(told("a", 10, 5));
  const [again] = await tell(told("a", 10, 5));
  const [other] = await tell(told("a", 10, 6));
  expect([first?.outcome, again?.outcome, other?.outcome]).toEqual(["new", "same", "different"]);
  expect(again?.usageId).toBe(first?.usageId);
  expect(await spent()).toBe(3_000);
  expect(await rows()).toMatchObject([{ costCredits: 3_000, overrun: false, alert: null }]);
  const at = await Promise.all(Array.from({ length: 8 }, () => tell(told("b", 1, 0))));
  expect(at.flat().filter(({ outcome }) => outcome === "new")).toHaveLength(1);
  expect(await spent()).toBe(3_100);
  expect(await bookErrors()).toEqual([]);
});

test("it is never refused: beyond the room it is flagged, without a budget only caps count it", async () => {
  const poor = await payer(100);
  await recordTrace({
    userId: poor.userId,
    traceId: "t",
    calls: [told("a", 10, 0), told("b", 1, 0)],
  });
  expect(await poor.rows()).toMatchObject([{ overrun: true }, { overrun: true }]);
  expect(await poor.spent()).toBe(1_100);

  const userId = await makeUser();
  const cap = await makeAllowance({
    kind: "cap",
    level: "user",
    subjectId: userId,
    window: "none",
  });
  await recordTrace({ userId, traceId: "t", calls: [told("a", 10, 0)] });
  const [row] = await db().select().from(usage).where(eq(usage.userId, userId));
  expect(row).toMatchObject({
    overrun: true,
    alert: "no allowance pays for it",
    costCredits: 1_000,
  });
  const [balance] = await db().select().from(balances).where(eq(balances.allowanceId, cap.id));
  expect(balance?.spentCredits).toBe(1_000);
  expect(await bookErrors()).toEqual([]);
});

test("what has no price is kept without a cost, and charged once when one is given", async () => {
  const { userId, spent, rows } = await payer(1_000_000);
  const id = `later-${Math.random()}`;
  const calls = [told("a", 10, 5, { model: id }), told("b", 1, 1, { model: `${id}-alias` })];
  await recordTrace({ userId, traceId: "t", calls });
  expect(await rows()).toMatchObject([
    { costCredits: null, modelKey: null },
    { costCredits: null },
  ]);
  expect([await spent(), await priceRecorded()]).toEqual([0, 0]);
  const price = { input: "1", output: "2" };
  const input = endpointBody.parse({
    name: id,
    kind: "openai-compatible",
    base_url: "http://127.0.0.1:9/v1",
    models: [{ id, aliases: [`${id}-alias`], price }],
  });
  await createEndpoint({ viewer: await makePerson("admin"), input });
  expect(await Promise.all([priceRecorded(), priceRecorded()]).then(([a, b]) => a + b)).toBe(2);
  expect(await rows()).toMatchObject([
    { costCredits: 20_000, rates: { input: 1_000_000, output: 2_000_000 }, overrun: false },
    { costCredits: 3_000 },
  ]);
  expect([await spent(), await priceRecorded()]).toEqual([23_000, 0]);
  expect(await bookErrors()).toEqual([]);
});

const otlp = (spanId: string, parentSpanId: string | null, input: number, output: number) =>
  told(spanId, input, output, { origin: "otlp", parentSpanId });

test("an agent that tells the sum of its calls is not counted twice, before or after them", async () => {
  const spans = [
    otlp("agent", null, 40, 20),
    otlp("one", "agent", 10, 5),
    otlp("two", "agent", 20, 15),
  ];
  for (const order of [
    [0, 1, 2],
    [1, 2, 0],
    [1, 0, 2],
  ]) {
    const { userId, spent, rows } = await payer(1_000_000);
    for (const at of order) {
      const call = spans[at];
      if (call) await recordTrace({ userId, traceId: "t", calls: [call] });
    }
    // 40 in and 20 out in all: what the agent has beyond its calls is 10 in.
    expect(await spent()).toBe(40 * 100 + 20 * 400);
    const costs = (await rows()).map((row) => [
      row.spanId,
      (row.costCredits ?? 0) + row.adjustedCredits,
    ]);
    expect(Object.fromEntries(costs)).toEqual({ agent: 1_000, one: 3_000, two: 8_000 });
  }
  expect(await bookErrors()).toEqual([]);
});

test("a recorded call is its own whatever hangs on it, and so is a parent with less than its children", async () => {
  const { userId, spent } = await payer(1_000_000);
  const calls = [
    told("a", 10, 0),
    told("b", 10, 0, { parentSpanId: "a" }),
    otlp("c", "b", 5, 5),
    otlp("d", "c", 6, 1),
  ];
  await recordTrace({ userId, traceId: "t", calls });
  expect(await spent()).toBe(10 * 100 + 10 * 100 + 5 * 500 + (6 * 100 + 400));
});

type Tree = { parents: (number | null)[]; kinds: string[]; figures: [number, number][] };

const trees: fc.Arbitrary<Tree> = fc.integer({ min: 1, max: 7 }).chain((size) =>
  fc.record({
    parents: fc.array(fc.option(fc.nat({ max: size }), { nil: null }), {
      minLength: size,
      maxLength: size,
    }),
    kinds: fc.array(fc.constantFrom("call", "call", "recorded", "branch"), {
      minLength: size,
      maxLength: size,
    }),
    figures: fc.array(fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 6 })), {
      minLength: size,
      maxLength: size,
    }),
  }),
);

test("any tree, in any order, in any batches, told again: the same costs at last", async () => {
  const arrivals = trees.chain((tree) => {
    const all = tree.parents.map((_, at) => at);
    const order = fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length });
    return fc.record({
      tree: fc.constant(tree),
      order,
      cuts: fc.infiniteStream(fc.nat({ max: 2 })),
    });
  });
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ tree, order, cuts }) => {
      const [whole, pieces] = [await payer(10_000), await payer(10_000)];
      await tell(
        whole.userId,
        tree,
        tree.parents.map((_, at) => at),
      );
      let batch: number[] = [];
      for (const at of order) {
        batch.push(at);
        if (cuts.next().value === 0) {
          await tell(pieces.userId, tree, batch);
          batch = [];
        }
      }
      await tell(pieces.userId, tree, batch);
      expect(await pieces.spent()).toBe(await whole.spent());
      expect(await costs(pieces.userId)).toEqual(await costs(whole.userId));
      expect(await bookErrors()).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

async function tell(userId: string, tree: Tree, which: number[]): Promise<void> {
  const calls: ToldCall[] = [];
  const branches: ToldBranch[] = [];
  for (const at of which) {
    const parent = tree.parents[at];
    const parentSpanId = parent === null ? null : String(parent);
    const [input, output] = tree.figures[at] ?? [0, 0];
    if (tree.kinds[at] === "branch") {
      const span = { spanId: String(at), parentSpanId, name: "step", startedAt: 1, durationMs: 1 };
      branches.push(span);
    } else if (tree.kinds[at] === "recorded") {
      calls.push(told(String(at), input, output, { parentSpanId }));
    } else calls.push(otlp(String(at), parentSpanId, input, output));
  }
  await recordTrace({ userId, traceId: "t", calls, branches });
}

async function costs(userId: string): Promise<Record<string, number>> {
  const rows = await db()
    .select()
    .from(usage)
    .where(and(eq(usage.userId, userId), eq(usage.traceId, "t")));
  return Object.fromEntries(
    rows.map((row) => [row.spanId, (row.costCredits ?? 0) + row.adjustedCredits]),
  );
}
