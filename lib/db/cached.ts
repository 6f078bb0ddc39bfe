import { one } from "../one";
import { db } from "./client";
import { versionOf } from "./versions";

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
