import { expect, it } from "vitest";
import { makeUser, testDatabase } from "../db/testing";
import { calledWith, recentModels } from "./queries";
import { makeCall } from "./testing";

testDatabase();

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
