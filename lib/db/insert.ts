import type { InValue } from "@libsql/client";
import { getTableColumns, getTableName } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Statement } from "./write";

/**
 * Inserts of whole rows with the SQL built once: building a query for each row costs more than
 * running it. Every column is given; JSON and booleans are mapped as drizzle maps them.
 */
export function inserter<T extends SQLiteTable>(
  table: T,
): (row: Required<T["$inferInsert"]>) => Statement {
  const columns = Object.entries(getTableColumns(table));
  const names = columns.map(([, column]) => `"${column.name}"`).join(", ");
  const marks = columns.map(() => "?").join(", ");
  const sql = `insert into "${getTableName(table)}" (${names}) values (${marks})`;
  return (row) => ({
    sql,
    args: columns.map(([key, column]) => {
      const value = (row as Record<string, unknown>)[key] ?? null;
      return (value === null ? null : column.mapToDriverValue(value)) as InValue;
    }),
  });
}
