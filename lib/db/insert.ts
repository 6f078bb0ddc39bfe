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
  // Of the others the value is what the driver takes.
  const isMapped = columns.map(([, { dataType }]) => dataType === "json" || dataType === "boolean");
  const names = columns.map(([, column]) => `"${column.name}"`).join(", ");
  const marks = columns.map(() => "?").join(", ");
  const sql = `insert into "${getTableName(table)}" (${names}) values (${marks})`;
  return (row) => ({
    sql,
    args: columns.map(([key, column], at) => {
      const value = (row as Record<string, unknown>)[key] ?? null;
      const mapped = isMapped[at] && value !== null ? column.mapToDriverValue(value) : value;
      return mapped as InValue;
    }),
  });
}
