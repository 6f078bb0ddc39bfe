import { one } from "../one";
import { db } from "./client";

/**
 * Which tables changed, told by the one writer: what was read of a table stays true while its
 * version is the same. Exact on a database file alone, which no other process writes.
 */
const versions = () => one("table versions", () => ({ all: 0, of: new Map<string, number>() }));

const target =
  /^\s*(?:insert(?:\s+or\s+\w+)?\s+into|update(?:\s+or\s+\w+)?|delete\s+from)\s+"?(\w+)/i;

/** Statements come again and again; their number is bounded by how they are built. */
const known = new Map<string, string | null>();
const knownMax = 2000;

/** To be called with what was committed. */
export function noteWritten(statements: readonly { sql: string }[]): void {
  const { of } = versions();
  for (const { sql } of statements) {
    const table = tableOf(sql);
    if (table === null) versions().all += 1;
    else of.set(table, (of.get(table) ?? 0) + 1);
  }
}

/** The table that a statement writes; null where that cannot be told: then it may be any. */
function tableOf(sql: string): string | null {
  let table = known.get(sql);
  if (table === undefined) {
    if (known.size >= knownMax) known.clear();
    table = target.exec(sql)?.[1]?.toLowerCase() ?? null;
    known.set(sql, table);
  }
  return table;
}

/** Of these tables together; another number whenever one of them was written. */
export function versionOf(tables: readonly string[]): number {
  const { all, of } = versions();
  let sum = all;
  for (const table of tables) sum += of.get(table) ?? 0;
  return sum;
}

/** What is kept of each cache at most; bounds memory, not truth. */
const entriesMax = 10_000;

/**
 * A cache of what is read of `tables`: `get` reads through on a database elsewhere, and anew after
 * any write to one of them. Nothing is kept of a read that found nothing.
 */
export function cached<T>(name: string, tables: readonly string[]) {
  const kept = () => one(`cache ${name}`, () => ({ version: -1, rows: new Map<string, T>() }));
  return async function get(key: string, read: () => Promise<T | null>): Promise<T | null> {
    if (db().$client.protocol !== "file") return read();
    const cache = kept();
    const version = versionOf(tables);
    if (cache.version !== version) {
      cache.rows.clear();
      cache.version = version;
    }
    const found = cache.rows.get(key);
    if (found !== undefined) return found;
    const row = await read();
    if (row !== null && versionOf(tables) === version && cache.version === version) {
      if (cache.rows.size >= entriesMax) cache.rows.clear();
      cache.rows.set(key, row);
    }
    return row;
  };
}
