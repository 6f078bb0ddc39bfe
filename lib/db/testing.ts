import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { newId } from "../ids";
import { db, openDatabase } from "./client";
import { migrateDatabase } from "./migrate";
import { users } from "./schema";

/** A real, migrated database in a temporary file for all tests of the calling file. */
export function testDatabase(): void {
  let directory = "";
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "purser-test-"));
    await migrateDatabase(await openDatabase(`file:${path.join(directory, "purser.db")}`));
  });
  afterAll(async () => {
    db().$client.close();
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
