import Database from "libsql";
import { one } from "../one";
import { noteWrite, type Target, targetOf } from "./versions";

/**
 * Keeps the prepared statements of the file driver.
 *
 * `@libsql/client` prepares every statement anew, which for our wide rows costs more than running
 * it (measured: half of the database time of a chat call), and it asks for `raw()` of statements
 * without rows, which answers with a costly error. A kept statement is always read to its end
 * before it is used again, because the driver is synchronous; one that failed is dropped.
 */
export function keepStatements(): void {
  one("statement cache", () => {
    const prepare = Database.prototype.prepare;
    const kept = new WeakMap<object, Map<string, Kept>>();
    Database.prototype.prepare = function prepareKept(this: Database.Database, sql: string) {
      const mine = kept.get(this) ?? new Map<string, Kept>();
      kept.set(this, mine);
      if (!/^\s*(select|insert|update|delete|begin|commit|with)\b/i.test(sql)) {
        // What may change the schema makes kept columns wrong.
        if (!/^\s*(pragma|rollback)\b/i.test(sql)) mine.clear();
        return prepare.call(this, sql);
      }
      const found =
        mine.get(sql) ?? keep(prepare.call(this, sql), targetOf(sql), () => mine.delete(sql));
      noteWrite(found.target);
      mine.delete(sql);
      mine.set(sql, found);
      const oldest = mine.size > keptMax ? mine.keys().next().value : undefined;
      if (oldest !== undefined) mine.delete(oldest);
      return found as unknown as Database.Statement;
    } as typeof prepare;
    return prepare;
  });
}

/** Statements kept of one connection; those that were not used for longest go first. */
const keptMax = 300;

/** What `@libsql/client` uses of a statement. */
type Kept = {
  target: Target;
  safeIntegers: () => Kept;
  raw: () => Kept;
  columns: () => Database.ColumnDefinition[];
  all: (args: unknown) => unknown[];
  run: (args?: unknown) => Database.RunResult;
};

const hasNoRows = new Error("This statement does not return data.");

function keep(statement: Database.Statement, target: Target, drop: () => void): Kept {
  const { reader } = statement;
  statement.safeIntegers(true);
  if (reader) statement.raw(true);
  let columns: Database.ColumnDefinition[] | undefined;
  const dropIfItFails = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      drop();
      throw error;
    }
  };
  const kept: Kept = {
    target,
    safeIntegers: () => kept,
    raw: () => {
      if (!reader) throw hasNoRows;
      return kept;
    },
    columns: () => {
      columns ??= statement.columns();
      return columns;
    },
    all: (args) => dropIfItFails(() => statement.all(args)),
    run: (args = []) => dropIfItFails(() => statement.run(args)),
  };
  return kept;
}
