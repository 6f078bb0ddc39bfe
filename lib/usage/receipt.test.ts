import { eq } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { allowancesOf } from "../allowances/list";
import { makeAllowance } from "../allowances/testing";
import { makePerson, personOf } from "../auth/testing";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { conversations, entries, usage } from "../db/schema";
import { testDatabase } from "../db/testing";
import { statement, write } from "../db/write";
import { newId } from "../ids";
import { makeBooks } from "../ledger/audit/testing";
import { close } from "../ledger/close";
import { reserve } from "../ledger/reserve";
import { askOf, endingOf, makePayer } from "../ledger/testing";
import type { CallFor } from "../metering/call";
import { openModels } from "../models/open";
import { listCalls } from "./list";
import { getReceipt } from "./receipt";
import { receiptJson } from "./receipt-json";
import { callsQuery } from "./schemas";
import { makeCall } from "./testing";

testDatabase();
beforeAll(() => openModels());

async function makeConversation(userId: string): Promise<string> {
  const id = newId();
  const row = { id, userId, name: "Roof quotes", namedBy: "prompt" as const, model: "demo" };
  await write([
    statement(
      db()
        .insert(conversations)
        .values({ ...row, createdAt: 1, updatedAt: 1 }),
    ),
  ]);
  return id;
}

/** A call through the real ledger: held at `held` tokens each way, settled at `used`. */
async function settle(call: CallFor, { held, used }: { held: number; used: number }) {
  const input = { method: "bytes", bytes: held, messages: 0, tokens: held } as const;
  const reservation = await reserve(askOf(call, { input, outputTokens: held }));
  const result = await close(reservation, endingOf(used, used, { reported: { total: used } }));
  if (!result.won || !result.closed.usageId) throw new Error("The call was not settled");
  return { reservation, usageId: result.closed.usageId };
}

it.each([
  ["done", "done"],
  ["stopped", "stopped"],
  ["failed: status", "failed"],
  ["interrupted: broken", "interrupted"],
  ["swept: its process died or its deadline passed", "interrupted"],
  ["settled by its caller", null],
])("tells a call closed as %s as %s, in the list and on its receipt", async (because, status) => {
  const { call } = await makePayer(1_000_000);
  const ann = await personOf(call.userId);
  const result = await close(await reserve(askOf(call, {})), { ...endingOf(3, 3, {}), because });
  if (!result.won) throw new Error("The call was not settled");
  const { data } = await listCalls({ viewer: ann, input: callsQuery.parse({}) });
  expect(data.map(({ outcome }) => outcome)).toEqual([status]);
  const id = result.closed.usageId ?? "";
  expect(receiptJson(await getReceipt({ viewer: ann, id }))).toMatchObject({ status });
});

it("shows the hold, what each allowance counted, and what went back", async () => {
  const { call, allowanceId } = await makePayer(1_000_000);
  const ann = await personOf(call.userId);
  const own = { kind: "cap", level: "user", subjectId: ann.userId, name: "My cap" } as const;
  const cap = await makeAllowance(own);
  const conversationId = await makeConversation(ann.userId);
  const { reservation, usageId } = await settle({ ...call, conversationId }, { held: 10, used: 3 });
  const title = await makeCall(ann.userId, {
    traceId: call.traceId,
    purpose: "title",
    costCredits: 100,
  });
  await makeCall((await makePerson()).userId, { traceId: call.traceId });

  const receipt = receiptJson(await getReceipt({ viewer: ann, id: usageId }));
  const rates = { input: "1", output: "1", cached_input: "1", cache_write: "1" };
  expect(receipt).toMatchObject({
    id: usageId,
    input_tokens: 3,
    output_tokens: 3,
    cost_credits: 6000,
    model: "test/model",
    model_name: "test/model",
    rates,
    price_source: "test",
    reported: { total: 3 },
    alert: null,
    hold: {
      id: reservation.id,
      reserved_credits: 20_000,
      state: "settled",
      input_tokens_bound: 10,
      max_output_tokens: 10,
      bound: { input: { method: "bytes", bytes: 10 }, asked_output_tokens: 10, tier: null },
      rates: { input: "1", output: "1" },
      closed_because: "done",
    },
    returned_credits: 14_000,
    overrun_credits: 0,
    conversation: { id: conversationId, name: "Roof quotes" },
  });
  expect(receipt.allowances).toMatchObject([
    { allowance_id: allowanceId, name: "Test", kind: "budget", cost_credits: 6000 },
    { allowance_id: cap.id, name: "My cap", kind: "cap", cost_credits: 6000 },
  ]);
  expect(receipt.allowances.map(({ parts }) => parts)).toMatchObject([
    [{ balance: "period", ends_at: null, cost_credits: 6000, reserved_credits: 20_000 }],
    [{ balance: "period", cost_credits: 6000, reserved_credits: 20_000 }],
  ]);
  expect(receipt.trace.map((each) => [each.id, each.cost_credits])).toEqual([
    [usageId, 6000],
    [title.id, 100],
  ]);
});

it("says which of an allowance's balances paid, and what was corrected since", async () => {
  const { settled, over, userId, allowanceId } = await makeBooks();
  const ann = await personOf(userId);
  const [first] = settled;
  const receipt = receiptJson(await getReceipt({ viewer: ann, id: first?.usage ?? "" }));
  expect(receipt).toMatchObject({
    settled_credits: 6000,
    adjusted_credits: 1500,
    cost_credits: 7500,
    returned_credits: 14_000,
    adjustments: [{ kind: "late-settle", credits: 1500, created_by: null }],
  });
  const budget = receipt.allowances.find((each) => each.allowance_id === allowanceId);
  expect(budget).toMatchObject({
    cost_credits: 7500,
    parts: [{ balance: "grant", cost_credits: 7500, reserved_credits: 20_000 }],
  });
  // 50,000 were granted; the calls before took 36,000, the correction 1,500: 12,500 are left.
  const [row] = await db().select().from(usage).where(eq(usage.reservationId, over.id));
  const spread = await getReceipt({ viewer: ann, id: row?.id ?? "" });
  const { parts = [] } = spread.charges.find((each) => each.allowanceId === allowanceId) ?? {};
  expect(parts.map(({ balance }) => balance)).toEqual(["grant", "period"]);
  expect(parts.reduce((sum, { credits }) => sum + credits, 0)).toBe(25_000);
});

it("is for the owner and for admins, who do not see what it was about", async () => {
  const [ann, bob] = [await makePerson(), await makePerson()];
  const conversationId = await makeConversation(ann.userId);
  const call = await makeCall(ann.userId, { conversationId });
  await expect(getReceipt({ viewer: bob, id: call.id })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(getReceipt({ viewer: ann, id: "nothing" })).rejects.toMatchObject({
    code: "not_found",
  });
  const adminKey: Viewer = { kind: "admin-key", role: "admin" };
  for (const viewer of [await makePerson("admin"), adminKey]) {
    const receipt = await getReceipt({ viewer, id: call.id });
    expect(receipt.costCredits).toBe(3525);
    expect(receipt.conversation).toBeNull();
  }
});

it("tells how far a call went beyond its hold", async () => {
  const { call } = await makePayer(1_000_000);
  const { usageId } = await settle(call, { held: 10, used: 12 });
  const viewer = await personOf(call.userId);
  expect(await getReceipt({ viewer, id: usageId })).toMatchObject({
    overrun: true,
    returnedCredits: 0,
    overrunCredits: 4000,
  });
});

it("says what is known of a call that was made elsewhere", async () => {
  const ann = await makePerson();
  const call = await makeCall(ann.userId, { reported: null, usageSource: "estimated" });
  const receipt = await getReceipt({ viewer: ann, id: call.id });
  expect(receipt).toMatchObject({ hold: null, charges: [], returnedCredits: 0, reported: null });
});

it("reading charges nothing, however often", async () => {
  const { call } = await makePayer(1_000_000);
  const { usageId } = await settle(call, { held: 10, used: 3 });
  const viewer = await personOf(call.userId);
  const rows = async () => [await db().$count(entries), await db().$count(usage)];
  const before = await rows();
  for (let times = 0; times < 3; times += 1) {
    await getReceipt({ viewer, id: usageId });
    await listCalls({ viewer, input: callsQuery.parse({}) });
    await allowancesOf(call.userId);
  }
  expect(await rows()).toEqual(before);
});
