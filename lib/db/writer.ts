import path from "node:path";
import { Worker } from "node:worker_threads";
import { type InValue, LibsqlError, type ResultSet, type Row } from "@libsql/client";
import { one } from "../one";

type Result = number | { columns: string[]; rows: unknown[][] };
type Reply = { value?: unknown; error?: { message: string; code: string } };
type Waiting = { resolve: (value: unknown) => void; reject: (error: unknown) => void };

type Thread = {
  worker: Worker;
  /** Who waits for an answer, in the order they asked, which is that of the answers. */
  waiting: Waiting[];
  /** Of the SQL that the thread knows and need not be sent again. */
  numbers: Map<string, number>;
  databases: number;
};

/** SQL that is sent as its number; the rest, made by how much there is of something, as text. */
const numbersMax = 1000;

/** A file, for the bundler's eyes no module: it runs as it is. */
const program = ["server", "db-writer.mjs"];

/**
 * The one connection of a database file that writes, in a thread of its own: a commit, its wait for
 * the disk and a checkpoint hold nobody's event loop. The thread is one for all databases of the
 * process.
 */
export class Writer {
  readonly #database: number;

  private constructor(database: number) {
    this.#database = database;
  }

  /** `waits`: false for tests that wait for no disk. */
  static async open(file: string, pragmas: string[], waits: boolean): Promise<Writer> {
    const database = ++thread().databases;
    await ask("open", { database, file, pragmas, waits });
    return new Writer(database);
  }

  /** One transaction; on the disk when this resolves, or with the process's own death, as asked. */
  async commit(
    statements: { sql: string; args: InValue[] }[],
    durable: boolean,
  ): Promise<ResultSet[]> {
    // First the values: what is refused for them is not sent, and numbers nothing.
    const isJson = statements.every(({ args }) => args.every(isInJson));
    const values = isJson ? null : statements.map(({ args }) => args.map(plain));
    const sent = statements.map(({ sql, args }, at) => {
      return { sql: numbered(sql), args: values?.[at] ?? args };
    });
    // Text is handed over at a fraction of what a copy of all its parts costs.
    const asked = { statements: isJson ? JSON.stringify(sent) : sent, durable };
    return ((await ask("commit", { database: this.#database, ...asked })) as Result[]).map(
      resultOf,
    );
  }

  async close(): Promise<void> {
    await ask("close", { database: this.#database });
  }
}

function thread(): Thread {
  return one("db writer", (): Thread => {
    const worker = new Worker(path.join(process.cwd(), ...program), { execArgv: [] });
    const made: Thread = { worker, waiting: [], numbers: new Map(), databases: 0 };
    worker.on("message", (reply: Reply) => answered(made, reply));
    worker.on("error", (error) => stop("The thread that writes the database failed.", error));
    worker.unref();
    return made;
  });
}

function ask(verb: "open" | "close" | "commit", asked: object): Promise<unknown> {
  const { worker, waiting } = thread();
  return new Promise((resolve, reject) => {
    // First sent: what cannot be is not waited for, or all answers after it would be another's.
    worker.postMessage({ verb, ...asked });
    if (waiting.length === 0) worker.ref();
    waiting.push({ resolve, reject });
  });
}

function answered({ worker, waiting }: Thread, { value, error }: Reply): void {
  const first = waiting.shift();
  if (waiting.length === 0) worker.unref();
  if (!error) {
    first?.resolve(value);
    return;
  }
  // What a failed sync leaves on the disk is not known; the next start finds what is there.
  if (error.code.startsWith("SQLITE_IOERR_FSYNC")) stop("The disk does not take it.", error);
  first?.reject(new LibsqlError(error.message, error.code));
}

function stop(why: string, error: unknown): void {
  console.error(`The database could not be written. Purser stops. ${why}`, error);
  process.exit(1);
}

function numbered(sql: string): string | number | [number, string] {
  const { numbers } = thread();
  const known = numbers.get(sql);
  if (known !== undefined) return known;
  if (numbers.size >= numbersMax) return sql;
  const number = numbers.size;
  numbers.set(sql, number);
  return [number, sql];
}

/** A value as `@libsql/client` hands it to the engine. */
function plain(value: InValue): string | number | bigint | Uint8Array | null {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Date) return value.valueOf();
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new RangeError("Only finite numbers can be written.");
  }
  const isPlain = value === null || ["string", "number", "bigint"].includes(typeof value);
  if (isPlain || value instanceof Uint8Array) return value;
  throw new TypeError(`${typeof value} cannot be written.`);
}

function isInJson(value: unknown): boolean {
  return value === null || typeof value === "string" || Number.isFinite(value);
}

/** Of statements that change a row or none, as nearly all are. */
const counts = [0, 1].map(toResult);

function resultOf(result: Result): ResultSet {
  return (typeof result === "number" ? counts[result] : undefined) ?? toResult(result);
}

/** As `@libsql/client` tells results. */
function toResult(result: Result): ResultSet {
  const isCount = typeof result === "number";
  const columns = isCount ? [] : result.columns;
  return {
    columns,
    columnTypes: columns.map(() => ""),
    rows: isCount ? [] : result.rows.map((values) => rowOf(columns, values)),
    rowsAffected: isCount ? result : 0,
    lastInsertRowid: undefined,
    toJSON: () => result,
  };
}

function rowOf(columns: string[], values: unknown[]): Row {
  const row: { [column: string]: unknown } = {};
  for (const [at, value] of values.entries()) {
    row[columns[at] ?? at] = value;
    Object.defineProperty(row, at, { value });
  }
  return Object.defineProperty(row, "length", { value: values.length }) as unknown as Row;
}
