import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { readEnv } from "../env";
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

/** A person of their own for a test. */
export async function makeUser(role: "guest" | "member" | "admin" = "member"): Promise<string> {
  const id = newId();
  const email = role === "guest" ? null : `${id}@example.com`;
  await db()
    .insert(users)
    .values({ id, email, name: `Test ${role}`, role, createdAt: Date.now() });
  return id;
}
