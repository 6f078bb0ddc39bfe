import path from "node:path";
import { type Client, createClient } from "@libsql/client";
import Database from "libsql";
import { databaseFile } from "../../db/client";

export type Value = string | number | null;

/** The books as they were at one moment; rows come in portions, however many there are. */
export type Source = {
  rows: (sql: string) => AsyncIterable<Value[][]>;
  close: () => Promise<void>;
};

/**
 * Opens a database to be read and nothing else, beside whoever writes it. All that is read is of
 * one transaction.
 */
export async function openSource(url: string, authToken?: string): Promise<Source> {
  const file = databaseFile(url);
  if (file) return fileSource(file);
  return clientSource(createClient({ url, authToken, intMode: "bigint" }));
}

const rowsAtOnce = 1000;
const mappedBytes = 2 ** 34;

function fileSource(file: string): Source {
  const place = path.resolve(file).split(path.sep).map(encodeURIComponent).join("/");
  const database = new Database(`file:${place}?mode=ro`, { timeout: 5000 });
  database.exec("pragma query_only = on");
  // Entries of a balance lie far apart: a page read through the system for each costs the most.
  database.exec(`pragma mmap_size = ${mappedBytes}`);
  // What is read first fixes the moment; a writer goes on, in the WAL.
  database.exec("begin");
  return {
    rows: async function* (sql) {
      // The comment keeps it from lib/db/statement-cache.ts, whose statements are read whole.
      const statement = database.prepare(`/* streamed */ ${sql}`).raw();
      let portion: Value[][] = [];
      for (const row of statement.iterate([])) {
        portion.push(row as Value[]);
        if (portion.length < rowsAtOnce) continue;
        yield portion;
        portion = [];
      }
      if (portion.length > 0) yield portion;
    },
    close: async () => {
      database.exec("rollback");
      database.close();
    },
  };
}

/** Over the wire there are no rows without an end: pages, within one read transaction. */
export async function clientSource(client: Client): Promise<Source> {
  const transaction = await client.transaction("read");
  return {
    rows: async function* (sql) {
      for (let offset = 0; ; offset += rowsAtOnce) {
        const { rows, columns } = await transaction.execute({
          sql: `${sql} limit ? offset ?`,
          args: [rowsAtOnce, offset],
        });
        if (rows.length > 0) yield rows.map((row) => columns.map((_, at) => plain(row[at])));
        if (rows.length < rowsAtOnce) return;
      }
    },
    close: async () => {
      transaction.close();
      client.close();
    },
  };
}

/** Integers above 2^53 come out inexact, and above what an amount can be. */
function plain(value: unknown): Value {
  if (typeof value === "bigint") return Number(value);
  return value === undefined ? null : (value as Value);
}
