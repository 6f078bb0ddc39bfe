import { expect, test } from "vitest";
import { db } from "../../db/client";
import { conversations } from "../../db/schema";
import { makeUser, testDatabase } from "../../db/testing";
import { newId } from "../../ids";
import { createGroup } from "../groups/create";
import { countGuests, listNames, listPeople } from "./people";

testDatabase();

test("people are listed with their groups and how many conversations they have", async () => {
  const [mira, nadia, guest] = [await makeUser(), await makeUser("admin"), await makeUser("guest")];
  for (const userId of [mira, mira, nadia, guest]) {
    const now = Date.now();
    const row = { id: newId(), userId, name: "Tea", namedBy: "prompt" as const, model: "demo" };
    await db()
      .insert(conversations)
      .values({ ...row, createdAt: now, updatedAt: now });
  }
  await createGroup({ input: { name: "Editors", members: [mira, nadia] } });
  await createGroup({ input: { name: "Class 4", members: [mira] } });
  const { data, next_cursor } = await listPeople({ input: { limit: 1 } });
  expect(data).toMatchObject([{ id: nadia, conversations: 1, groups: ["Editors"] }]);
  const older = await listPeople({ input: { limit: 1, cursor: next_cursor ?? "" } });
  expect(older.data).toMatchObject([
    { id: mira, conversations: 2, groups: ["Class 4", "Editors"] },
  ]);
  expect(older.next_cursor).toBeNull();
  expect((await listNames()).map(({ id }) => id).sort()).toEqual([mira, nadia].sort());
  expect(await countGuests()).toBe(1);
});
