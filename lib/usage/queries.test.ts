import { expect, it } from "vitest";
import { makeUser, testDatabase } from "../db/testing";
import { calledWith, recentModels, spentOnConversations, spentSince } from "./queries";
import { makeCall } from "./testing";

testDatabase();

it("adds up what a person spent since a time", async () => {
  const [ann, bob] = [await makeUser(), await makeUser()];
  await makeCall(ann, { createdAt: 999, costCredits: 1 });
  await makeCall(ann, { createdAt: 1000, costCredits: 20 });
  await makeCall(ann, { createdAt: 2000, costCredits: 300 });
  await makeCall(bob, { createdAt: 2000, costCredits: 4000 });
  expect(await spentSince(ann, 1000)).toEqual({ calls: 2, costCredits: 320 });
  expect(await spentSince(bob, 5000)).toEqual({ calls: 0, costCredits: 0 });
});

it("adds up conversations, of their owner only", async () => {
  const [ann, bob] = [await makeUser(), await makeUser()];
  await makeCall(ann, { conversationId: "a", costCredits: 5 });
  await makeCall(ann, { conversationId: "a", costCredits: 6, purpose: "title" });
  await makeCall(ann, { conversationId: "b", costCredits: 0 });
  await makeCall(bob, { conversationId: "a", costCredits: 100 });
  expect(await spentOnConversations(ann, ["a", "b", "c"])).toEqual(
    new Map([
      ["a", { calls: 2, costCredits: 11 }],
      ["b", { calls: 1, costCredits: 0 }],
    ]),
  );
  expect(await spentOnConversations(ann, [])).toEqual(new Map());
});

it("knows the models a person used last, the latest first, and leaves titles out", async () => {
  const ann = await makeUser();
  for (const model of ["old", "b", "a", "b"]) await makeCall(ann, { model });
  await makeCall(ann, { model: "small", purpose: "title" });
  expect(await recentModels(ann, 2)).toEqual(["b", "a"]);
  expect(await recentModels(await makeUser(), 2)).toEqual([]);
  expect(await calledWith(ann)).toEqual({
    models: ["a", "b", "old", "small"],
    purposes: ["chat", "title"],
  });
});
