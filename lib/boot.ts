import { mkdir } from "node:fs/promises";
import path from "node:path";
import { isFile, openDatabase } from "./db/client";
import { migrateDatabase } from "./db/migrate";
import { env } from "./env";
import { openModels } from "./models/open";
import { authSecret } from "./secrets";

/** What must be true before the first request: rooms are opened in this order, or not at all. */
export async function boot(): Promise<void> {
  const { DATABASE_URL, DATABASE_AUTH_TOKEN } = env();
  if (isFile(DATABASE_URL)) {
    await mkdir(path.dirname(DATABASE_URL.slice("file:".length)), { recursive: true });
  }
  authSecret();
  await migrateDatabase(await openDatabase(DATABASE_URL, DATABASE_AUTH_TOKEN));
  await openModels();
}
