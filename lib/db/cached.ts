import { one } from "../one";
import type { Soon } from "../soon";
import { db } from "./client";
import { versionOf } from "./versions";

/** What is kept of each cache at most; bounds memory, not truth. */
const entriesMax = 10_000;

/**
 * A cache of what is read of `tables`: `get` reads through on a database elsewhere, and anew after
 * any write to one of them; what is known is there at once. Nothing is kept of a read that found
 * nothing.
 */
export function cached<T>(name: string, tables: readonly string[]) {
  const kept = () => one(`cache ${name}`, () => ({ version: -1, rows: new Map<string, T>() }));
  return function get(key: string, read: () => Promise<T | null>): Soon<T | null> {
    if (db().$client.protocol !== "file") return read();
    const cache = kept();
    const version = versionOf(tables);
    if (cache.version !== version) {
      cache.rows.clear();
      cache.version = version;
    }
    return cache.rows.get(key) ?? keep(key, version, read());
  };

  async function keep(key: string, version: number, reading: Promise<T | null>) {
    const row = await reading;
    const cache = kept();
    if (row !== null && versionOf(tables) === version && cache.version === version) {
      if (cache.rows.size >= entriesMax) cache.rows.clear();
      cache.rows.set(key, row);
    }
    return row;
  }
}
