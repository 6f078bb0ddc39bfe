import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { db } from "../db/client";
import { conversations, generationLog } from "../db/schema";
import { makeUser, testDatabase } from "../db/testing";
import { type FollowOptions, follow } from "./follow";
import { append } from "./log";
import { textOf } from "./parts";
import {
  endGeneration,
  makeConversation,
  makeGeneration,
  type Read,
  readStream,
  writeDelta,
} from "./testing";

testDatabase();

let userId = "";
beforeAll(async () => {
  userId = await makeUser();
});

const words = Array.from({ length: 20 }, (_, n) => `word${n} ä😀\n`);

async function open(conversationId: string, over: Partial<FollowOptions> = {}) {
  const stream = await follow({ conversationId, lastEventId: null, stay: false, ...over });
  if (!stream) throw new Error("There is nothing to read.");
  return stream;
}

const text = (read: Read) => textOf(read.events.map(({ part }) => part)).text;

describe("a reader", () => {
  it("who comes late gets one snapshot, then deltas, then the end", async () => {
    const conversationId = await makeConversation(userId);
    const generation = await makeGeneration(conversationId, userId);
    for (const word of words.slice(0, 10)) await writeDelta(generation, word);
    const reading = readStream(await open(conversationId));
    for (const word of words.slice(10)) await writeDelta(generation, word);
    await endGeneration(generation);
    const read = await reading;
    expect(read.done).toBe(true);
    expect(text(read)).toBe(words.join(""));
    const deltas = read.events.filter(({ part }) => part.type === "text-delta");
    expect(deltas[0]?.part).toMatchObject({ delta: words.slice(0, 10).join("") });
    expect(deltas).toHaveLength(11);
    expect(read.events[0]?.part.type).toBe("data-response");
    expect(read.events.at(-1)?.part.type).toBe("data-receipt");
    expect(new Set(read.events.map(({ id }) => id)).size).toBe(read.events.length);
  });

  it("goes on after any event without gap or repeat, while it runs and after", async () => {
    const conversationId = await makeConversation(userId);
    const generation = await makeGeneration(conversationId, userId);
    const fromStart = readStream(await open(conversationId, { responseId: generation.responseId }));
    for (const word of words) await writeDelta(generation, word);
    const live = await open(conversationId, { lastEventId: `${generation.rows[3]?.id}.0` });
    await endGeneration(generation);
    expect(text(await readStream(live))).toBe(words.slice(3).join(""));
    const whole = await fromStart;
    expect(text(whole)).toBe(words.join(""));
    for (const [n, event] of whole.events.entries()) {
      const rest = await follow({ conversationId, lastEventId: event.id, stay: false });
      const events = rest ? (await readStream(rest)).events : [];
      expect(events).toEqual(whole.events.slice(n + 1));
    }
  });

  it("is told to start anew after an event that nobody knows", async () => {
    const conversationId = await makeConversation(userId);
    const generation = await makeGeneration(conversationId, userId);
    await writeDelta(generation, "so far");
    for (const lastEventId of ["nonsense", "1.0", `${generation.rows[0]?.id}.99`]) {
      const stream = await open(conversationId, { lastEventId });
      const read = await readStream(stream, ({ events }) => events.length >= 6);
      expect(read.events[0]?.part).toEqual({
        type: "data-reset",
        data: { response_id: generation.responseId },
      });
      expect(text(read)).toBe("so far");
    }
    await endGeneration(generation);
  });

  it("gets nothing when nothing runs", async () => {
    const conversationId = await makeConversation(userId);
    expect(await follow({ conversationId, lastEventId: null, stay: false })).toBeNull();
  });

  it("who stays sees the next turn", async () => {
    const conversationId = await makeConversation(userId);
    const reading = readStream(
      await open(conversationId, { stay: true }),
      ({ events }) => events.filter(({ part }) => part.type === "data-receipt").length === 2,
    );
    for (const word of ["first", "second"]) {
      const generation = await makeGeneration(conversationId, userId);
      await writeDelta(generation, word);
      await endGeneration(generation);
    }
    expect(text(await reading)).toBe("firstsecond");
  });

  it("of two answers side by side can only go on after all of the snapshot", async () => {
    const conversationId = await makeConversation(userId);
    const a = await makeGeneration(conversationId, userId);
    const b = await makeGeneration(conversationId, userId);
    await writeDelta(a, "a1");
    await writeDelta(b, "b1");
    await writeDelta(a, "a2");
    const first = await readStream(await open(conversationId), ({ events }) => events.length >= 10);
    expect(first.events).toHaveLength(10);
    for (const { id } of first.events.slice(0, -1)) expect(id).toMatch(/^snapshot-/);
    const rest = await open(conversationId, { lastEventId: first.events.at(-1)?.id ?? "" });
    await writeDelta(b, "b2");
    await endGeneration(a);
    await endGeneration(b);
    expect(text(await readStream(rest))).toBe("b2");
  });

  it("of an answer that is no longer in the log gets it from the response", async () => {
    const conversationId = await makeConversation(userId);
    const generation = await makeGeneration(conversationId, userId);
    const { responseId } = generation;
    await writeDelta(generation, "gone");
    await endGeneration(generation);
    await db().$client.execute({
      sql: "update responses set status = 'done', response = 'kept' where id = ?",
      args: [responseId],
    });
    await db().delete(generationLog).where(eq(generationLog.conversationId, conversationId));
    expect(text(await readStream(await open(conversationId, { responseId })))).toBe("kept");
    expect(text(await readStream(await open(conversationId, { lastEventId: "1.0" })))).toBe("kept");
  });
});

it("the log of a deleted conversation takes nothing, and other logs go on", async () => {
  const conversationId = await makeConversation(userId);
  const deleted = await makeGeneration(conversationId, userId);
  const other = await makeGeneration(await makeConversation(userId), userId);
  await db().delete(conversations).where(eq(conversations.id, conversationId));
  const reading = readStream(
    await open(other.conversationId),
    (read) => text(read) === "for the other",
  );
  append(deleted, { type: "text-delta", id: "0", delta: "for nobody" });
  append(other, { type: "text-delta", id: "0", delta: "for the other" });
  expect(text(await reading)).toBe("for the other");
  expect(deleted.rows).toHaveLength(1);
  await endGeneration(deleted);
  await endGeneration(other);
});
