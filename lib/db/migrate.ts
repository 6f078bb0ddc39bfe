import path from "node:path";
import { migrate } from "drizzle-orm/libsql/migrator";
import type { Database } from "./client";

/** Applies what is in `drizzle/` and not yet in the database; all of one file or nothing. */
export async function migrateDatabase(database: Database): Promise<void> {
  await migrate(database, { migrationsFolder: path.join(process.cwd(), "drizzle") });
}
