import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { db } from "../db/client";
import { groups, idempotency } from "../db/schema";
import { testDatabase } from "../db/testing";
import { statement, write } from "../db/write";
import { newId } from "../ids";
import { attemptOf, once, rememberStatements } from "./once";

testDatabase();

const request = (key: string | null) =>
  new Request("http://localhost/api/conversations", {
    method: "POST",
    headers: key === null ? {} : { "idempotency-key": key },
  });

/** Makes a group: something that can be seen to have been made once. */
function makeGroup(key: string | null, body: object, userId = "user") {
  const attempt = attemptOf(request(key), userId, body);
  const id = newId();
  return once(attempt, {
    make: async () => {
      await write([
        statement(db().insert(groups).values({ id, name: id, createdAt: 1 })),
        ...rememberStatements(attempt, id),
      ]);
      return id;
    },
    made: async (resultId) => resultId,
  });
}

it("makes once what is asked five times at once, and again later", async () => {
  const ids = await Promise.all(Array.from({ length: 5 }, () => makeGroup("k1", { a: 1 })));
  expect(new Set(ids).size).toBe(1);
  expect(await makeGroup("k1", { a: 1 })).toBe(ids[0]);
  expect(await db().select().from(groups)).toHaveLength(1);
});

it("refuses the key for something else, and knows each person's keys apart", async () => {
  const first = await makeGroup("k2", { a: 1 });
  await expect(makeGroup("k2", { a: 2 })).rejects.toMatchObject({ code: "conflict" });
  expect(await makeGroup("k2", { a: 2 }, "somebody else")).not.toBe(first);
});

it("does not remember a refusal", async () => {
  const attempt = attemptOf(request("k3"), "user", {});
  const refused = once(attempt, {
    make: () => Promise.reject(new Error("refused")),
    made: async (id) => id,
  });
  await expect(refused).rejects.toThrow("refused");
  expect(await db().select().from(idempotency).where(eq(idempotency.key, "k3"))).toEqual([]);
  await makeGroup("k3", {});
});

it("takes each request without a key as its own", async () => {
  expect(await makeGroup(null, {})).not.toBe(await makeGroup(null, {}));
});

it.each(["", "with space", "x".repeat(201), "ä"])("refuses the key %j", (key) => {
  const bad = { headers: new Headers(), method: "POST", url: "http://localhost/" };
  Object.defineProperty(bad.headers, "get", { value: () => key });
  expect(() => attemptOf(bad as unknown as Request, "user", {})).toThrow(/200 visible ASCII/);
});
