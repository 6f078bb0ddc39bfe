import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { makeAllowance } from "../allowances/testing";
import { makePerson } from "../auth/testing";
import { db } from "../db/client";
import { balances, usage } from "../db/schema";
import { testDatabase } from "../db/testing";
import { newTraceId } from "../ids";
import { bookErrors } from "../ledger/testing";
import { sweepCalls } from "../metering/sweep";
import { openModels } from "../models/open";
import { setOne } from "../one";
import { listCalls } from "../usage/list";
import { ownReservation } from "./own-reservation";
import { releaseElsewhere } from "./release";
import { reservationJson } from "./reservation-json";
import { reserveElsewhere } from "./reserve";
import { reservationBody, settleBody } from "./schemas";
import { settleElsewhere } from "./settle";

testDatabase();
beforeAll(() => openModels());

/** Somebody with a budget, at 100 credits a token in and 400 out. */
async function caller(credits = 1_000_000) {
  const viewer = await makePerson();
  const own = { level: "user", subjectId: viewer.userId, window: "none" } as const;
  const { id } = await makeAllowance({ ...own, amountCredits: credits });
  const owned = (id: string) => ownReservation({ viewer, params: { id } });
  return {
    viewer,
    owned,
    reserve: async (body: object = {}, key?: string) => {
      const whole = { model: "demo", input_tokens: 100, max_output_tokens: 50, ...body };
      const attempt = key ? { userId: viewer.userId, key, digest: JSON.stringify(body) } : null;
      const trace = { traceId: newTraceId(), parentSpanId: null };
      const input = reservationBody.parse(whole);
      return reservationJson(await reserveElsewhere({ viewer, input, trace, attempt }));
    },
    settle: async (id: string, input: number, output: number) =>
      settleElsewhere({
        viewer,
        owned: await owned(id),
        input: settleBody.parse({ input_tokens: input, output_tokens: output }),
      }),
    release: async (id: string) => releaseElsewhere({ owned: await owned(id) }),
    balance: async () =>
      (await db().select().from(balances).where(eq(balances.allowanceId, id)))[0],
  };
}

const expire = (after = 601_000) => sweepCalls(async () => null, { now: Date.now() + after });

test("what was held is settled at what was used, once; the same figures again are the same receipt", async () => {
  const { reserve, settle, release, balance } = await caller();
  const held = await reserve({ trace_id: "mine", parent_span_id: "outer" });
  expect(held).toMatchObject({
    ...{ state: "open", credits: 30_000, max_output_tokens: 50, asked_output_tokens: 50 },
    ...{ trace_id: "mine", parent_span_id: "outer", model: "demo", purpose: "chat" },
  });
  expect(await balance()).toMatchObject({ reservedCredits: 30_000, spentCredits: 0 });
  const receipt = await settle(held.id, 80, 20);
  expect(receipt).toMatchObject({
    ...{ costCredits: 16_000, returnedCredits: 14_000, origin: "external", traceId: "mine" },
    ...{ spanId: held.span_id, parentSpanId: "outer", overrun: false },
  });
  expect((await settle(held.id, 80, 20)).id).toBe(receipt.id);
  await expect(settle(held.id, 80, 21)).rejects.toMatchObject({
    code: "conflict",
    message: "It was settled before, at 80 tokens in and 20 out. That stands.",
  });
  await expect(release(held.id)).rejects.toMatchObject({ code: "conflict" });
  expect(await balance()).toMatchObject({ reservedCredits: 0, spentCredits: 16_000 });
  expect(await bookErrors()).toEqual([]);
});

test("of eight settles at once one wins, and what goes beyond the hold is charged and flagged", async () => {
  const { reserve, settle, balance } = await caller();
  const { id } = await reserve();
  const tries = Array.from({ length: 8 }, (_, n) => settle(id, 100, 60 + n));
  const results = await Promise.allSettled(tries);
  const won = results.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  expect(won).toHaveLength(1);
  expect(won[0]?.overrun).toBe(true);
  expect((await balance())?.spentCredits).toBe(won[0]?.costCredits);
  expect(await bookErrors()).toEqual([]);
});

test("a call that was not made gives its hold back, twice if it must be", async () => {
  const { reserve, settle, release, balance } = await caller();
  const { id } = await reserve();
  expect((await release(id)).row.state).toBe("released");
  expect((await release(id)).row.state).toBe("released");
  await expect(settle(id, 1, 1)).rejects.toMatchObject({ code: "conflict" });
  expect(await balance()).toMatchObject({ reservedCredits: 0, spentCredits: 0 });
});

test("the limit is lowered to the room; without room for a useful answer it is refused", async () => {
  const { reserve } = await caller(20_000);
  const held = await reserve();
  expect(held).toMatchObject({ max_output_tokens: 25, asked_output_tokens: 50, credits: 20_000 });
  await expect(reserve()).rejects.toMatchObject({ code: "allowance_exhausted" });
});

test("the same Idempotency-Key is the same hold", async () => {
  const { reserve, balance } = await caller();
  const first = await reserve({}, "key");
  expect(await reserve({}, "key")).toEqual(first);
  await expect(reserve({ input_tokens: 5 }, "key")).rejects.toMatchObject({ code: "conflict" });
  expect((await balance())?.reservedCredits).toBe(first.credits);
});

test("it outlives the process that took it, and is closed at its full hold after its deadline", async () => {
  await expire();
  const { viewer, reserve, owned, settle, release, balance } = await caller();
  const [settled, released, forgotten] = [await reserve(), await reserve(), await reserve()];
  setOne("process", { id: "another", startedAt: 0, timer: null });
  await sweepCalls(async () => null, { atBoot: true });
  expect((await owned(settled.id)).row.state).toBe("open");
  expect(await expire()).toBe(3);
  expect((await balance())?.spentCredits).toBe(90_000);
  const rows = await db().select().from(usage).where(eq(usage.spanId, forgotten.span_id));
  expect(rows).toMatchObject([
    {
      costCredits: 30_000,
      alert: "nobody settled it before its deadline, so the hold was charged",
    },
  ]);

  expect(await settle(settled.id, 10, 10)).toMatchObject({
    ...{ costCredits: 5_000, adjustedCredits: -25_000 },
  });
  expect(await settle(settled.id, 10, 10)).toMatchObject({ costCredits: 5_000 });
  await expect(settle(settled.id, 10, 11)).rejects.toMatchObject({ code: "conflict" });
  // In the list it is what came late; the others are still the whole hold.
  const listed = async (spanId: string) =>
    (await listCalls({ viewer, input: { limit: 50 } })).data.find((call) => call.spanId === spanId);
  expect(await listed(settled.span_id)).toMatchObject({
    ...{ inputTokens: 10, outputTokens: 10, usageSource: "provider" },
    ...{ costCredits: 5_000, adjustedCredits: -25_000 },
  });
  expect(await listed(forgotten.span_id)).toMatchObject({
    ...{ inputTokens: 100, outputTokens: 50, usageSource: "estimated", costCredits: 30_000 },
  });
  await release(released.id);
  await release(released.id);
  expect((await balance())?.spentCredits).toBe(35_000);
  expect(await bookErrors()).toEqual([]);
});

test("what cannot be held is refused in words: models, limits, and other people's holds", async () => {
  const { reserve } = await caller();
  const other = await caller();
  const { id } = await reserve();
  await expect(other.owned(id)).rejects.toMatchObject({ code: "not_found" });
  await expect(reserve({ model: "none" })).rejects.toMatchObject({ code: "invalid" });
  await expect(reserve({ max_output_tokens: 1_000_000 })).rejects.toMatchObject({
    code: "invalid",
  });
  for (const body of [{ ttl_seconds: 0 }, { ttl_seconds: 86_401 }, { max_output_tokens: 0 }]) {
    const whole = { model: "demo", input_tokens: 1, max_output_tokens: 1, ...body };
    expect(reservationBody.safeParse(whole).success).toBe(false);
  }
});
