import { closeSync, fdatasyncSync, openSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import Database from "libsql";

/**
 * The thread that writes (lib/db/writer.ts): commits, waiting for the disk and checkpoints hold
 * nobody's event loop. It has one connection per database, the only one that writes there.
 */

/**
 * @typedef {{ statement: any, columns: string[] | null }} Kept
 * @typedef {{ db: any, kept: Map<string, Kept>, log: string | null, fd: number | null }} Opened
 * @typedef {string | number | [number, string]} Sql
 * @typedef {{ sql: Sql, args: unknown[] }[]} Statements
 */

/** Statements kept of one connection; those that were not used for longest go first. */
const keptMax = 300;

/** @type {Map<number, Opened>} */
const opened = new Map();

/**
 * SQL that is asked for often is sent once, with a number, and then by that.
 *
 * @type {string[]}
 */
const texts = [];

const verbs = {
  /** @param {{ database: number, file: string, pragmas: string[], waits: boolean }} asked */
  open({ database, file, pragmas, waits }) {
    const db = new Database(file, { timeout: 5000 });
    for (const pragma of pragmas) db.exec(`pragma ${pragma}`);
    // The engine itself syncs with each checkpoint only: a commit is synced below.
    db.exec(`pragma synchronous = ${waits ? "normal" : "off"}`);
    opened.set(database, { db, kept: new Map(), log: waits ? `${file}-wal` : null, fd: null });
  },

  /** @param {{ database: number }} asked */
  close({ database }) {
    const { db, fd = null } = opened.get(database) ?? {};
    if (fd !== null) closeSync(fd);
    db?.close();
    opened.delete(database);
  },

  /** @param {{ database: number, statements: string | Statements, durable: boolean }} asked */
  commit({ database, statements, durable }) {
    /** @type {Statements} */
    const read = typeof statements === "string" ? JSON.parse(statements) : statements;
    const all = read.map(({ sql, args }) => ({ sql: textOf(sql), args }));
    const one = opened.get(database);
    if (!one) throw new Error("The database is not open for writing.");
    run(one, "begin immediate", []);
    try {
      const results = all.map(({ sql, args }) => run(one, sql, args));
      run(one, "commit", []);
      if (durable) syncLog(one);
      return results;
    } finally {
      if (one.db.inTransaction) one.db.exec("rollback");
    }
  },
};

/**
 * Waits until the log is on the disk; here and not by `synchronous = full`, as not every commit has
 * to wait. The log stays the same file while a connection is open.
 *
 * @param {Opened} one
 */
function syncLog(one) {
  if (one.log === null) return;
  try {
    one.fd ??= openSync(one.log, "r+");
    fdatasyncSync(one.fd);
  } catch (cause) {
    throw Object.assign(new Error(String(cause)), { code: "SQLITE_IOERR_FSYNC" });
  }
}

/** @param {Sql} sql */
function textOf(sql) {
  if (typeof sql === "string") return sql;
  if (typeof sql === "number") return texts[sql] ?? "";
  const [number, text] = sql;
  texts[number] = text;
  return text;
}

/**
 * The rows with their columns, or how many rows were changed. A kept statement is read to its end
 * before it is used again; one that failed is dropped.
 *
 * @param {Opened} one
 * @param {string} sql
 * @param {unknown[]} args
 */
function run({ db, kept }, sql, args) {
  const found = kept.get(sql) ?? keep(db.prepare(sql));
  kept.delete(sql);
  const { statement, columns } = found;
  const result = columns
    ? { columns, rows: statement.all(args).map(numbersIn) }
    : statement.run(args).changes;
  kept.set(sql, found);
  const oldest = kept.size > keptMax ? kept.keys().next().value : undefined;
  if (oldest !== undefined) kept.delete(oldest);
  return result;
}

/**
 * What cannot be told is refused here, where it is not committed yet.
 *
 * @param {unknown[]} row
 */
function numbersIn(row) {
  return row.map((value) => {
    if (typeof value !== "bigint") return value;
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is too large for a number.`);
    return number;
  });
}

/**
 * @param {any} statement
 * @returns {Kept}
 */
function keep(statement) {
  if (!statement.reader) return { statement, columns: null };
  statement.safeIntegers(true);
  statement.raw(true);
  const columns = statement.columns().map((/** @type {{ name: string }} */ { name }) => name);
  return { statement, columns };
}

parentPort?.on("message", ({ verb, ...asked }) => {
  try {
    parentPort?.postMessage({ value: verbs[/** @type {keyof typeof verbs} */ (verb)](asked) });
  } catch (error) {
    const { message, code = "SQLITE_ERROR" } = /** @type {Error & { code?: string }} */ (error);
    parentPort?.postMessage({ error: { message, code } });
  }
});
