import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { setOne } from "../one";
import { db, openDatabase } from "./client";
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

/** A process that migrates `file`, and says when it begins. */
function migrating(file: string) {
  const module = (name: string) => JSON.stringify(path.join(import.meta.dirname, name));
  const script = `
    import { openDatabase } from ${module("client.ts")};
    import { migrateDatabase } from ${module("migrate.ts")};
    const database = await openDatabase("file:" + process.argv[1]);
    console.log("begins");
    await migrateDatabase(database);`;
  const node = ["--import", "tsx", "--input-type=module", "--eval", script, file];
  return spawn(process.execPath, node, { stdio: ["ignore", "pipe", "inherit"] });
}

it("is whole after a kill in the middle and another start", async () => {
  const directory = await mkdtemp(path.join(tmpdir(), "purser-migrate-"));
  const shape = "select name, sql from sqlite_master where name not like 'sqlite_%' order by name";
  const ours = db();
  const whole = (await ours.$client.execute(shape)).rows.length;
  for (const [round, ms] of [0, 4, 12].entries()) {
    const file = path.join(directory, `${round}.db`);
    const killed = migrating(file);
    await once(killed.stdout, "data");
    setTimeout(() => killed.kill("SIGKILL"), ms);
    await once(killed, "close");
    const again = await openDatabase(`file:${file}`);
    await migrateDatabase(again);
    expect((await again.$client.execute(shape)).rows).toHaveLength(whole);
    const [checked] = (await again.$client.execute("pragma integrity_check")).rows;
    expect(checked).toEqual({ integrity_check: "ok" });
    again.$client.close();
  }
  setOne("db", ours);
  await rm(directory, { recursive: true });
}, 60_000);

it("refuses a database that a newer version has changed", async () => {
  await db().run(
    sql`insert into __drizzle_migrations (hash, created_at) values ('of tomorrow', 9999999999999)`,
  );
  await expect(migrateDatabase(db())).rejects.toThrow(/newer, version of Purser/);
});
