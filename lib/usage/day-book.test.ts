import { expect, it } from "vitest";
import { makeUser, testDatabase } from "../db/testing";
import { dayBook, elsewhereOf } from "./day-book";
import { makeCall } from "./testing";
import { typicalMessage } from "./typical";

testDatabase();

it("adds up a day per conversation, and what belongs to none", async () => {
  const [ann, bob] = [await makeUser(), await makeUser()];
  await makeCall(ann, { conversationId: "a", costCredits: 5, createdAt: 999 });
  await makeCall(ann, { conversationId: "a", costCredits: 7, createdAt: 1000 });
  await makeCall(ann, { conversationId: "a", costCredits: 6, createdAt: 1001, purpose: "title" });
  await makeCall(ann, { conversationId: null, costCredits: 30, createdAt: 1002 });
  await makeCall(bob, { conversationId: "b", costCredits: 100, createdAt: 1002 });
  expect(await dayBook(ann, 1000)).toEqual({
    conversations: new Map([
      ["a", 13],
      [null, 30],
    ]),
    spentCredits: 43,
    heldCredits: 0,
  });
});

it("tells calls of keys from conversations that are gone", () => {
  const conversations = new Map([
    ["a", 13],
    ["gone", 4],
    ["gone too", 3],
    [null, 30],
  ]);
  const elsewhere = elsewhereOf({ conversations }, ["a", "b"]);
  expect(elsewhere).toEqual({ keysCredits: 30, unlistedCredits: 7 });
  expect(elsewhereOf({ conversations: new Map([["a", 1]]) }, ["a"])).toEqual({
    keysCredits: 0,
    unlistedCredits: 0,
  });
});

it("takes the middle one of the last messages for a usual one, titles left out", async () => {
  const ann = await makeUser();
  for (const outputTokens of [900, 100, 300]) await makeCall(ann, { outputTokens });
  await makeCall(ann, { outputTokens: 1, purpose: "title" });
  expect(await typicalMessage(ann)).toMatchObject({
    counts: { uncachedInput: 10, output: 300 },
    calls: 3,
  });
  expect((await typicalMessage(await makeUser())).calls).toBe(0);
});
