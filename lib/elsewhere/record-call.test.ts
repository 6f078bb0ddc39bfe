import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { makeAllowance } from "../allowances/testing";
import { makePerson } from "../auth/testing";
import { db } from "../db/client";
import { usage } from "../db/schema";
import { testDatabase } from "../db/testing";
import { bookErrors } from "../ledger/testing";
import { openModels } from "../models/open";
import { recordCall } from "./record-call";
import { recordBody } from "./schemas";

testDatabase();
beforeAll(() => openModels());

async function spender() {
  const viewer = await makePerson();
  await makeAllowance({ level: "user", subjectId: viewer.userId, window: "none" });
  const tell = (body: object, more: Partial<Parameters<typeof recordCall>[0]> = {}) => {
    const whole = { span_id: "s", model: "demo", input_tokens: 10, output_tokens: 5, ...body };
    const input = recordBody.parse(whole);
    return recordCall({ viewer, input, trace: null, attempt: null, ...more });
  };
  return { viewer, tell };
}

test("the same span is the same call, with a trace, without one, and by its Idempotency-Key", async () => {
  const { viewer, tell } = await spender();
  const first = await tell({});
  expect(first).toMatchObject({ isNew: true, call: { costCredits: 3_000, origin: "recorded" } });
  expect(await tell({})).toEqual({ ...first, isNew: false });
  expect((await tell({ trace_id: "mine" })).call.traceId).toBe("mine");
  await expect(tell({ output_tokens: 6 })).rejects.toMatchObject({
    code: "conflict",
    extra: { usage_id: first.call.id },
  });
  const attempt = { userId: viewer.userId, key: "k", digest: "d" };
  const once = await tell({ span_id: "t" }, { attempt });
  expect(await tell({ span_id: "t" }, { attempt })).toEqual({ ...once, isNew: false });
  expect(await db().select().from(usage).where(eq(usage.userId, viewer.userId))).toHaveLength(3);
  expect(await bookErrors()).toEqual([]);
});

test("the trace of the headers is its trace, and its parent, unless the body says another", async () => {
  const { tell } = await spender();
  const trace = { traceId: "t".repeat(32), parentSpanId: "p" };
  expect((await tell({}, { trace })).call).toMatchObject(trace);
  const other = await tell({ trace_id: "other" }, { trace });
  expect(other.call).toMatchObject({ traceId: "other", parentSpanId: null });
  const named = await tell({ span_id: "u", parent_span_id: "q" }, { trace });
  expect(named.call).toMatchObject({ traceId: trace.traceId, parentSpanId: "q" });
});

test("what is too old, to come, or more than all is refused", async () => {
  const { tell } = await spender();
  const day = 24 * 3_600_000;
  const invalid = { code: "invalid" };
  await expect(tell({ started_at: Date.now() - 31 * day })).rejects.toMatchObject(invalid);
  await expect(tell({ started_at: Date.now() + 360_000 })).rejects.toMatchObject(invalid);
  expect((await tell({ started_at: Date.now() - 29 * day })).isNew).toBe(true);
  await expect(tell({ span_id: "v", purpose: "title" })).rejects.toMatchObject(invalid);
  const parsed = recordBody.safeParse({
    ...{ span_id: "w", model: "demo", input_tokens: 5, output_tokens: 5 },
    cached_input_tokens: 6,
  });
  expect(parsed.error?.issues).toMatchObject([{ path: ["input_tokens"] }]);
});
