import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { newId } from "../ids";
import { db } from "./client";
import { groups, keys } from "./schema";
import { makeUser, testDatabase } from "./testing";
import { statement, write } from "./write";

testDatabase();

const insertGroup = (id: string, name: string) =>
  statement(db().insert(groups).values({ id, name, createdAt: 1 }));

it("commits jobs that arrive together, and a failing one alone fails", async () => {
  const ids = [newId(), newId(), newId()] as const;
  const [first, second, third] = await Promise.allSettled([
    write([insertGroup(ids[0], "first")]),
    write([insertGroup(ids[1], "second"), insertGroup(ids[2], "first")]),
    write([insertGroup(ids[2], "third")]),
  ]);
  expect([first.status, second.status, third.status]).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
  const names = await db().select({ name: groups.name }).from(groups).orderBy(groups.name);
  expect(names).toEqual([{ name: "first" }, { name: "third" }]);
});

it("gives each job the results of its own statements", async () => {
  const made = [newId(), newId()] as const;
  const [, renamed] = await Promise.all([
    write([insertGroup(made[0], "a"), insertGroup(made[1], "b")]),
    write([statement(db().update(groups).set({ name: "c" }).where(eq(groups.name, "none")))]),
  ]);
  expect(renamed.map((result) => result.rowsAffected)).toEqual([0]);
});

it("keeps its pragmas after many mixed reads and writes", async () => {
  const userId = await makeUser();
  await Promise.all(
    Array.from({ length: 100 }, async (_, n) => {
      await write([insertGroup(newId(), `mixed ${n}`)], { durable: n % 3 > 0 });
      await db().select().from(groups).limit(1);
    }),
  );
  const pragma = async (name: string) => {
    const [result] = await write([{ sql: `pragma ${name}`, args: [] }]);
    return result?.rows[0]?.[name] ?? result?.rows[0]?.timeout;
  };
  expect(await pragma("journal_mode")).toBe("wal");
  expect(await pragma("synchronous")).toBe(1);
  expect(await pragma("foreign_keys")).toBe(1);
  expect(await pragma("busy_timeout")).toBe(5000);
  const orphan = { id: newId(), userId: `not ${userId}`, name: "x", hash: "h", lastFour: "1234" };
  const insert = statement(
    db()
      .insert(keys)
      .values({ ...orphan, createdAt: 1 }),
  );
  await expect(write([insert])).rejects.toThrow(/FOREIGN KEY/);
});

it("keeps every kind of value as it is", async () => {
  const values = ['\u{1f9fe} "\\\n\u2028', 0.1, -1, 2 ** 53 - 1, null];
  const more = [new Uint8Array([0, 255]), 2n ** 40n, true];
  const sql = `select ${values.map((_, at) => `?${at + 1} as v${at}`).join(", ")}`;
  const [text, other] = await write([
    { sql, args: values },
    { sql: "select ?1 as a, ?2 as b, ?3 as c", args: more },
  ]);
  expect(Object.values(text?.rows[0] ?? {})).toEqual(values);
  expect(Object.values(other?.rows[0] ?? {})).toEqual([more[0], 2 ** 40, 1]);
  const [alone] = await write([{ sql, args: values }]);
  expect(alone?.rows).toEqual(text?.rows);
});

it("writes nothing of a job whose result cannot be told, and the others once", async () => {
  const before = await db().select().from(groups);
  const [told, untold] = await Promise.allSettled([
    write([insertGroup(newId(), newId())]),
    write([
      {
        sql: "insert into groups (id, name, created_at) values ('u', 'u', ?) returning created_at",
        args: [2n ** 53n + 1n],
      },
    ]),
  ]);
  expect([told.status, untold.status]).toEqual(["fulfilled", "rejected"]);
  expect(await db().select({ id: groups.id }).from(groups)).toHaveLength(before.length + 1);
});
