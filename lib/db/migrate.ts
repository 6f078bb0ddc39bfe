import path from "node:path";
import { sql } from "drizzle-orm";
import { migrate } from "drizzle-orm/libsql/migrator";
import { readMigrationFiles } from "drizzle-orm/migrator";
import type { Database } from "./client";

const migrationsFolder = path.join(process.cwd(), "drizzle");

/**
 * Applies what is in `drizzle/` and not yet in the database, all of it in one transaction or
 * nothing. Refuses a database that a newer Purser has changed, before touching it.
 */
export async function migrateDatabase(database: Database): Promise<void> {
  const ours = new Set(readMigrationFiles({ migrationsFolder }).map(({ hash }) => hash));
  if ([...(await applied(database))].some((hash) => !ours.has(hash))) {
    throw new Error(
      "The database was made by another, probably newer, version of Purser. " +
        "Run that version, or restore the backup made before it.",
    );
  }
  await migrate(database, { migrationsFolder });
  // The migrator passes over a file dated before the last one applied, without a word.
  const done = await applied(database);
  const missed = [...ours].filter((hash) => !done.has(hash));
  if (missed.length > 0) {
    throw new Error(
      `${missed.length} of the migrations in drizzle/ were passed over: their "when" in ` +
        "drizzle/meta/_journal.json must be later than that of those before them.",
    );
  }
}

async function applied(database: Database): Promise<Set<string>> {
  const [table] = await database.all(
    sql`select name from sqlite_master where name = '__drizzle_migrations'`,
  );
  if (!table) return new Set();
  const rows = await database.all<{ hash: string }>(sql`select hash from __drizzle_migrations`);
  return new Set(rows.map(({ hash }) => hash));
}
