import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient, type InValue } from "@libsql/client";
import { afterAll, beforeAll } from "vitest";
import { env, readEnv } from "../env";
import { newId } from "../ids";
import { setOne } from "../one";
import { closeDatabase, db, openDatabase } from "./client";
import { migrateDatabase } from "./migrate";
import { users } from "./schema";

/**
 * A real, migrated database in a temporary file for all tests of the calling file, and an
 * environment that holds nothing but its address.
 */
export function testDatabase(): void {
  let directory = "";
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "purser-test-"));
    const DATABASE_URL = `file:${path.join(directory, "purser.db")}`;
    setOne("env", readEnv({ NODE_ENV: "test", DATABASE_URL }));
    await migrateDatabase(await openDatabase(DATABASE_URL));
  });
  afterAll(async () => {
    await closeDatabase();
    await rm(directory, { recursive: true });
  });
}

/**
 * How the engine would answer, in its words; on a connection that is closed then, as the driver
 * leaves an `explain` unfinished, and later reads of its connection would see no new writes.
 */
export async function planOf(sql: string, args: InValue[] = []): Promise<string[]> {
  const client = createClient({ url: env().DATABASE_URL });
  try {
    const { rows } = await client.execute({ sql: `explain query plan ${sql}`, args });
    return rows.map(({ detail }) => `${detail}`);
  } finally {
    client.close();
  }
}

/** A person of their own for a test. */
export async function makeUser(role: "guest" | "member" | "admin" = "member"): Promise<string> {
  const id = newId();
  const email = role === "guest" ? null : `${id}@example.com`;
  await db()
    .insert(users)
    .values({ id, email, name: `Test ${role}`, role, createdAt: Date.now() });
  return id;
}
