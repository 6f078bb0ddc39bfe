import { type Client, createClient } from "@libsql/client";
import { drizzle, type LibSQLDatabase } from "drizzle-orm/libsql";
import { one, setOne } from "../one";
import * as schema from "./schema";
import { keepStatements } from "./statement-cache";
import { Writer } from "./writer";

/** `writer`: what writes a database file; elsewhere the client does. */
export type Database = LibSQLDatabase<typeof schema> & { $client: Client; writer: Writer | null };

const pragmas = [
  "journal_mode = WAL",
  "foreign_keys = ON",
  // Pages of the log: a checkpoint writes each page once, however often it was changed.
  "wal_autocheckpoint = 4000",
];

/** Kibibytes of pages, if there are so many: the last page of each person's calls and entries. */
const writerPragmas = [...pragmas, "cache_size = -65536"];

/** Checkpoints are the writer's: of two connections, one must not write while another does them. */
const readerPragmas = ["cache_size = -16384", "wal_autocheckpoint = 0"];

/**
 * Opens the database of this process: a client to read with, and for a file its writer.
 * `concurrency: 1` because pragmas are per connection, and with several connections a busy one
 * waits for another of the same thread, which cannot happen: so there is never an open interactive
 * transaction here, only single statements and batches. `waitsForDisk`: false for tests.
 */
export async function openDatabase(
  url: string,
  authToken?: string,
  waitsForDisk = true,
): Promise<Database> {
  if (isFile(url)) keepStatements();
  const client = createClient({ url, authToken, timeout: 5000, concurrency: 1 });
  const file = databaseFile(url);
  if (isFile(url)) {
    for (const pragma of pragmas) await client.execute(`pragma ${pragma}`);
  }
  const writer = file === null ? null : await Writer.open(file, writerPragmas, waitsForDisk);
  if (writer) {
    for (const pragma of readerPragmas) await client.execute(`pragma ${pragma}`);
  }
  return setOne("db", Object.assign(drizzle(client, { schema }), { writer }));
}

/** The database of this process; opened at start (lib/boot.ts). */
export function db(): Database {
  return one<Database>("db", () => {
    throw new Error("The database is not open. It is opened when the server starts.");
  });
}

/** From here the client of a database file only reads; for after the migrations. */
export async function onlyRead(): Promise<void> {
  const { $client, writer } = db();
  if (writer) await $client.execute("pragma query_only = on");
}

/** Closes the database with all of it in its one file, the WAL empty. */
export async function closeDatabase(): Promise<void> {
  const { $client, writer } = db();
  await writer?.close();
  if ($client.protocol === "file") await $client.execute("pragma wal_checkpoint(truncate)");
  $client.close();
}

export function isFile(url: string): boolean {
  return url.startsWith("file:");
}

/** The path a `file:` address names, as the client reads it; null for a database elsewhere. */
export function databaseFile(url: string): string | null {
  const [, file] = /^file:(?:\/\/(?:localhost)?)?([^?#]+)/.exec(url) ?? [];
  return file && file !== ":memory:" ? decodeURIComponent(file) : null;
}
