import type { InStatement, InValue, ResultSet } from "@libsql/client";
import { one } from "../one";
import { db } from "./client";

export type Statement = { sql: string; args: InValue[] };

type Job = {
  statements: Statement[];
  durable: boolean;
  resolve: (results: ResultSet[]) => void;
  reject: (error: unknown) => void;
};

/** Jobs taken into one transaction at most; bounds how long the event loop is held. */
const jobsPerCommit = 32;

/** A drizzle query as a statement for `write`. */
export function statement(query: { toSQL(): { sql: string; params: unknown[] } }): Statement {
  const { sql, params } = query.toSQL();
  return { sql, args: params as InValue[] };
}

export type WriteOptions = {
  /**
   * False for what must survive the death of the process, but not of the machine: its commit is
   * not waited for by the disk. Money is always durable.
   */
  durable?: boolean;
};

/**
 * Writes `statements` in one transaction: all or none, durable when the promise resolves.
 *
 * This is the only way to write. There is one writer at a time; what waits while a commit runs
 * goes into the next one together (group commit), each job still all or none by itself.
 */
export function write(
  statements: Statement[],
  { durable = true }: WriteOptions = {},
): Promise<ResultSet[]> {
  const writer = one("writer", () => ({ queue: [] as Job[], running: false }));
  return new Promise((resolve, reject) => {
    writer.queue.push({ statements, durable, resolve, reject });
    if (!writer.running) {
      writer.running = true;
      // A turn of the event loop later, so that what arrives together is committed together.
      setImmediate(() => drain(writer));
    }
  });
}

async function drain(writer: { queue: Job[]; running: boolean }): Promise<void> {
  while (writer.queue.length > 0) {
    const jobs = writer.queue.splice(0, jobsPerCommit);
    if (!(await commitTogether(jobs))) {
      for (const job of jobs) await commitAlone(job);
    }
  }
  writer.running = false;
}

/** One transaction for all jobs. False when one of them failed: then nothing was written. */
async function commitTogether(jobs: Job[]): Promise<boolean> {
  if (jobs.length === 1) return false;
  try {
    const durable = jobs.some((job) => job.durable);
    const all = jobs.flatMap((job) => job.statements);
    const results = await batch(all, durable);
    let at = 0;
    for (const job of jobs) {
      job.resolve(results.slice(at, at + job.statements.length));
      at += job.statements.length;
    }
    return true;
  } catch {
    // Whose statement failed is found by committing them one by one, each with its own answer.
    return false;
  }
}

async function commitAlone(job: Job): Promise<void> {
  try {
    job.resolve(await batch(job.statements, job.durable));
  } catch (error) {
    job.reject(error);
  }
}

async function batch(statements: InStatement[], durable: boolean): Promise<ResultSet[]> {
  const client = db().$client;
  if (durable || client.protocol !== "file") return client.batch(statements, "write");
  // On the one connection, which nothing else writes on meanwhile.
  await client.execute("pragma synchronous = normal");
  try {
    return await client.batch(statements, "write");
  } finally {
    await client.execute("pragma synchronous = full");
  }
}
