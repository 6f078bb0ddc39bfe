import { type Database, db } from "./client";

/** A query that is built once per open database: for reads that every request makes. */
export function prepared<T>(build: (database: Database) => T): () => T {
  const built = new WeakMap<Database, T>();
  return () => {
    const database = db();
    const query = built.get(database) ?? build(database);
    built.set(database, query);
    return query;
  };
}
