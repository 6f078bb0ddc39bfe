import { readdirSync, readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { db } from "./client";
import { migrateDatabase } from "./migrate";
import { testDatabase } from "./testing";

testDatabase();

it("names every migration file in the journal, in the order of their dates", () => {
  const journal = JSON.parse(readFileSync("drizzle/meta/_journal.json", "utf8"));
  const entries: { tag: string; when: number }[] = journal.entries;
  const files = readdirSync("drizzle").filter((name) => name.endsWith(".sql"));
  expect(entries.map(({ tag }) => `${tag}.sql`).sort()).toEqual(files.sort());
  const dates = entries.map(({ when }) => when);
  expect(dates).toEqual([...dates].sort((a, b) => a - b));
});

it("changes nothing the second time", async () => {
  const shape = () => db().all(sql`select name, sql from sqlite_master order by name`);
  const before = await shape();
  await migrateDatabase(db());
  expect(await shape()).toEqual(before);
});

it("refuses a database that a newer version has changed", async () => {
  await db().run(
    sql`insert into __drizzle_migrations (hash, created_at) values ('of tomorrow', 9999999999999)`,
  );
  await expect(migrateDatabase(db())).rejects.toThrow(/newer, version of Purser/);
});
