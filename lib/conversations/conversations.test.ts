import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import type { Person } from "../auth/viewer";
import { db } from "../db/client";
import { balances, conversations, reservations, responses, usage, users } from "../db/schema";
import { follow } from "../generations/follow";
import { liveGeneration } from "../generations/live";
import { readStream } from "../generations/testing";
import { getConversation } from "./get";
import { nextTurn } from "./next";
import { ownConversation } from "./own";
import { removeConversation } from "./remove";
import { renameConversation } from "./rename";
import { finishedResponse } from "./reply";
import { startConversation } from "./start";
import { stopAllOf, stopResponses } from "./stop";
import { makeSpender, testModel, testUpstream } from "./testing";

const upstream = testUpstream();

const told = (script: object) => `@upstream ${JSON.stringify(script)} Tell me.`;

const start = (viewer: Person, script: object = {}) =>
  startConversation({
    viewer,
    input: { prompt: told(script), model: testModel },
    attempt: null,
  });

async function titled(viewer: Person, id: string): Promise<string> {
  const titles = () => db().select().from(usage).where(eq(usage.conversationId, id));
  await expect.poll(async () => (await titles()).some((row) => row.purpose === "title")).toBe(true);
  return (await ownConversation({ viewer, params: { id } })).name;
}

describe("a conversation", () => {
  it("keeps its answer, what it cost, and names itself", async () => {
    const viewer = await makeSpender();
    upstream().reset();
    const { id, responseId } = await start(viewer, { tokens: 30 });
    const answer = await finishedResponse(responseId);
    const [truth] = upstream().calls();
    expect(answer).toMatchObject({
      status: "done",
      response: truth?.text_true,
      input_tokens: truth?.prompt_tokens,
      output_tokens: 30,
      usage_source: "provider",
      finish_reason: "stop",
      cost_credits: (truth?.prompt_tokens ?? 0) * 150 + 30 * 600,
    });
    expect(await titled(viewer, id)).toBe("Quiet harbour at dawn");
    const rows = await db().select().from(usage).where(eq(usage.userId, viewer.userId));
    const spent = rows.reduce((sum, row) => sum + (row.costCredits ?? 0), 0);
    const conversation = await ownConversation({ viewer, params: { id } });
    expect((await getConversation({ conversation })).cost_credits).toBe(spent);
    const open = await db().select().from(reservations).where(eq(reservations.state, "open"));
    expect(open).toEqual([]);
  });

  it("keeps a name that was given by hand", async () => {
    const viewer = await makeSpender();
    const { id, responseId } = await start(viewer, { gate: "named", gate_after: 1 });
    const conversation = await ownConversation({ viewer, params: { id } });
    await renameConversation({ conversation, input: { name: "Mine" } });
    upstream().openGate("named");
    await finishedResponse(responseId);
    expect((await ownConversation({ viewer, params: { id } })).name).toBe("Mine");
  });

  it("lets turns wait in order, with what was said before them", async () => {
    const viewer = await makeSpender();
    upstream().reset();
    const { id, responseId } = await start(viewer, { gate: "queue", gate_after: 2 });
    const conversation = await ownConversation({ viewer, params: { id } });
    const next = (prompt: string) =>
      nextTurn({ viewer, conversation, input: { prompt, model: testModel }, attempt: null });
    const second = await next("second");
    const third = await next("third");
    const before = await getConversation({ conversation });
    expect(before.responses.map(({ status }) => status)).toEqual(["streaming", "queued", "queued"]);
    upstream().openGate("queue");
    const last = await finishedResponse(third);
    expect(last).toMatchObject({ status: "done", parent_id: second });
    const after = await getConversation({ conversation });
    expect(after.responses.map(({ id }) => id)).toEqual([responseId, second, third]);
    const chats = upstream()
      .calls()
      .filter((call) => call.stream);
    const sent = chats.map((call) => (call.body as { messages: unknown[] }).messages.length);
    expect(sent).toEqual([1, 3, 5]);
  });

  it("a waiting turn that nothing pays for is refused when its time comes", async () => {
    const viewer = await makeSpender(3_000_000);
    const input = { prompt: told({ gate: "poor", gate_after: 2 }), model: testModel };
    const { id, responseId } = await startConversation({ viewer, input, attempt: null });
    const conversation = await ownConversation({ viewer, params: { id } });
    const second = await nextTurn({
      viewer,
      conversation,
      input: { prompt: "x".repeat(100_000) },
      attempt: null,
    });
    upstream().openGate("poor");
    await finishedResponse(responseId);
    expect(await finishedResponse(second)).toMatchObject({
      status: "refused",
      cost_credits: 0,
      usage_id: null,
      error: { code: "allowance_exhausted" },
    });
  });
});

describe("stop", () => {
  it("cuts the provider, keeps what came, and does not begin what waits", async () => {
    const viewer = await makeSpender();
    upstream().reset();
    const { id, responseId } = await start(viewer, { tokens: 1000, rate: 200 });
    const conversation = await ownConversation({ viewer, params: { id } });
    const queued = await nextTurn({
      viewer,
      conversation,
      input: { prompt: "and then?" },
      attempt: null,
    });
    const stream = await follow({ conversationId: id, lastEventId: null, stay: false });
    if (!stream) throw new Error("It does not run.");
    await readStream(stream, ({ events }) => events.some(({ part }) => part.type === "text-delta"));
    expect(await stopResponses({ conversation, input: {} })).toEqual([responseId, queued]);
    expect(await stopResponses({ conversation, input: {} })).toEqual([]);
    const [stopped, never] = (await getConversation({ conversation })).responses;
    expect(stopped).toMatchObject({
      status: "stopped",
      finish_reason: "stopped",
      usage_source: "estimated",
      error: null,
    });
    expect(stopped?.response).not.toBe("");
    expect(never).toMatchObject({ status: "stopped", cost_credits: 0, response: "" });
    await upstream().wait({ closed: 1 });
    expect(upstream().calls()).toHaveLength(1);
  });
});

it("a deleted conversation stays deleted, and what it cost stays", async () => {
  const viewer = await makeSpender();
  const { id, responseId } = await start(viewer, { tokens: 1000, rate: 200 });
  const conversation = await ownConversation({ viewer, params: { id } });
  await expect
    .poll(() => liveGeneration(responseId)?.rows.length ?? 0, { interval: 5 })
    .toBeGreaterThan(1);
  await removeConversation({ conversation });
  await expect.poll(() => liveGeneration(responseId), { interval: 5 }).toBeUndefined();
  expect(await db().select().from(conversations).where(eq(conversations.id, id))).toEqual([]);
  expect(await db().select().from(responses).where(eq(responses.id, responseId))).toEqual([]);
  const [call] = await db().select().from(usage).where(eq(usage.conversationId, id));
  expect(call?.costCredits).toBeGreaterThan(0);
  const [balance] = await db()
    .select()
    .from(balances)
    .where(eq(balances.spentCredits, call?.costCredits ?? 0));
  expect(balance?.reservedCredits).toBe(0);
});

it("what runs for a person who is deleted is stopped, and its charge stays", async () => {
  const viewer = await makeSpender();
  upstream().reset();
  const { responseId } = await start(viewer, { tokens: 1000, rate: 200 });
  await upstream().wait({ calls: 1, tokens: 5 });
  await db().delete(users).where(eq(users.id, viewer.userId));
  await stopAllOf(viewer.userId);
  expect(liveGeneration(responseId)).toBeUndefined();
  await upstream().wait({ closed: 1 });
  const [call] = await db().select().from(usage).where(eq(usage.userId, viewer.userId));
  expect(call).toMatchObject({ responseId, usageSource: "estimated" });
  expect(call?.costCredits).toBeGreaterThan(0);
});

it("somebody else's conversation is not there", async () => {
  const viewer = await makeSpender();
  const { id } = await start(viewer);
  const other = await makeSpender();
  await expect(ownConversation({ viewer: other, params: { id } })).rejects.toMatchObject({
    code: "not_found",
  });
});
