import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { newId } from "../ids";
import { cached } from "./cached";
import { db } from "./client";
import { groups, users } from "./schema";
import { makeUser, testDatabase } from "./testing";
import { targetOf, versionOf } from "./versions";
import { statement, write } from "./write";

testDatabase();

it.each([
  ['insert into "keys" ("id") values (?)', "keys"],
  ["insert or ignore into keys (id) values (?)", "keys"],
  ["update users set name = ? where id = ?", "users"],
  ['delete from "group_members" where user_id = ?', "group_members"],
  ["select * from keys", ""],
  ["with n as (select 1) insert into keys select * from n", null],
])("%s writes %s", (sql, table) => {
  expect(targetOf(sql)).toBe(table);
});

it("keeps what it read until one of its tables is written, by whomever", async () => {
  const nameOf = cached<string>("test names", ["users"]);
  const id = await makeUser();
  let reads = 0;
  const read = () =>
    nameOf(id, async () => {
      reads += 1;
      const [row] = await db().select({ name: users.name }).from(users).where(eq(users.id, id));
      return row?.name ?? null;
    });
  expect([await read(), await read(), reads]).toEqual(["Test member", "Test member", 1]);
  await write([statement(db().insert(groups).values({ id: newId(), name: "G", createdAt: 1 }))]);
  expect([await read(), reads]).toEqual(["Test member", 1]);
  await write([statement(db().update(users).set({ name: "Other" }).where(eq(users.id, id)))]);
  expect([await read(), reads]).toEqual(["Other", 2]);
  await db().delete(users).where(eq(users.id, id));
  expect(await read()).toBe(null);
});

it("counts a write that came to nothing too, which harms nobody", async () => {
  const before = versionOf(["users"]);
  const twice = { id: newId(), name: "T", role: "member" as const, createdAt: 1 };
  const insert = () => statement(db().insert(users).values(twice));
  await expect(write([insert(), insert()])).rejects.toThrow(/UNIQUE/);
  expect(versionOf(["users"])).toBeGreaterThan(before);
});
