import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { makeAllowance, makeBalance, makePerson } from "../allowances/testing";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { conversations, entries, holds, reservations } from "../db/schema";
import { testDatabase } from "../db/testing";
import { statement, write } from "../db/write";
import { newId, newTraceId } from "../ids";
import { getReceipt } from "./receipt";
import { receiptJson } from "./receipt-json";
import { makeCall } from "./testing";

testDatabase();

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

async function makeReservation(userId: string, balanceIds: string[], credits: number) {
  const id = newId();
  await write([
    statement(
      db()
        .insert(reservations)
        .values({
          id,
          state: "open",
          userId,
          purpose: "chat",
          modelKey: 1,
          traceId: "t",
          spanId: "s",
          credits,
          inputTokensBound: 50,
          maxOutputTokens: 100,
          bound: { how: "bytes" },
          price: {},
          priceSource: "catalogue",
          owner: "process",
          deadlineAt: 2000,
          createdAt: 1000,
        }),
    ),
    ...balanceIds.map((balanceId) =>
      statement(db().insert(holds).values({ reservationId: id, balanceId })),
    ),
    statement(
      db()
        .update(reservations)
        .set({ state: "settled", closedAt: 1500, closedBecause: "done" })
        .where(eq(reservations.id, id)),
    ),
  ]);
  return id;
}

async function charge(balanceId: string, usageId: string, credits: number) {
  const row = { id: newId(), balanceId, usageId, credits: -credits, kind: "charge" as const };
  await write([
    statement(
      db()
        .insert(entries)
        .values({ ...row, cause: "call", createdAt: 1 }),
    ),
  ]);
}

it("shows the hold, what each allowance counted, and what went back", async () => {
  const ann = await makePerson();
  const conversationId = await makeConversation(ann.userId);
  const [budget, cap] = [
    await makeAllowance({ name: "Chat, each day" }),
    await makeAllowance({ name: "No more than this", kind: "cap" }),
  ];
  const balanceIds = [
    (await makeBalance({ allowanceId: budget.id })).id,
    (await makeBalance({ allowanceId: cap.id })).id,
  ];
  const reservationId = await makeReservation(ann.userId, balanceIds, 10_000);
  const traceId = newTraceId();
  const call = await makeCall(ann.userId, { reservationId, conversationId, traceId });
  const title = await makeCall(ann.userId, { traceId, purpose: "title", costCredits: 100 });
  await makeCall((await makePerson()).userId, { traceId });
  for (const balanceId of balanceIds) await charge(balanceId, call.id, call.costCredits);

  const receipt = receiptJson(await getReceipt({ viewer: ann, id: call.id }));
  expect(receipt).toMatchObject({
    id: call.id,
    input_tokens: 10,
    cost_credits: 3525,
    rates: { input: "0.0375", output: "0.15" },
    price_source: "catalogue",
    reported: { prompt_tokens: 10, completion_tokens: 20 },
    hold: {
      id: reservationId,
      reserved_credits: 10_000,
      state: "settled",
      input_tokens_bound: 50,
      max_output_tokens: 100,
      bound: { how: "bytes" },
      created_at: 1000,
      closed_at: 1500,
      closed_because: "done",
    },
    returned_credits: 6475,
    overrun_credits: 0,
    conversation: { id: conversationId, name: "Roof quotes" },
  });
  expect(receipt.allowances).toEqual([
    { allowance_id: budget.id, name: "Chat, each day", kind: "budget", cost_credits: 3525 },
    { allowance_id: cap.id, name: "No more than this", kind: "cap", cost_credits: 3525 },
  ]);
  expect(receipt.trace.map((each) => [each.id, each.cost_credits])).toEqual([
    [call.id, 3525],
    [title.id, 100],
  ]);
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
  const ann = await makePerson();
  const reservationId = await makeReservation(ann.userId, [], 3000);
  const call = await makeCall(ann.userId, { reservationId, overrun: true, alert: "input" });
  expect(await getReceipt({ viewer: ann, id: call.id })).toMatchObject({
    returnedCredits: 0,
    overrunCredits: 525,
    alert: "input",
  });
});

it("says what is known of a call that was made elsewhere", async () => {
  const ann = await makePerson();
  const call = await makeCall(ann.userId, { reported: null, usageSource: "estimated" });
  const receipt = await getReceipt({ viewer: ann, id: call.id });
  expect(receipt).toMatchObject({ hold: null, charges: [], returnedCredits: 0, reported: null });
});
