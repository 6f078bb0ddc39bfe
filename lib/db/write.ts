import type { InValue, ResultSet } from "@libsql/client";
import { one } from "../one";
import { db } from "./client";
import { noteWrite, targetOf } from "./versions";

export type Statement = { sql: string; args: InValue[] };

/** One commit that is being put together of one or several jobs. */
export type Turn = {
  /** The heads of the chains (lib/db/chain.ts), with what the jobs before will have posted. */
  heads: Map<string, { seq: number; digest: string }>;
  /** Called when it is known whether it was committed. */
  onEnd: ((committed: boolean) => void)[];
};

/**
 * Statements that depend on what is there at the moment of the commit: on a database file nothing
 * is written between this and that.
 */
export type Prepare = (turn: Turn) => Promise<Statement[]>;

type Job = {
  statements: Statement[];
  prepare: Prepare | undefined;
  durable: boolean;
  alone: boolean;
  first: boolean;
  resolve: (results: ResultSet[]) => void;
  reject: (error: unknown) => void;
};

/** Jobs taken into one transaction at most; bounds how long the event loop is held. */
const jobsPerCommit = 32;

/** Losing a race for the next number of a chain means that another one won it. */
const raceTriesMax = 20;

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
  /** More statements, written after the others in the same transaction. */
  prepare?: Prepare | undefined;
  /** True where what is prepared is written before the others, which see it then. */
  first?: boolean;
  /** True where `prepare` reads what other jobs may write: then it has a transaction of its own. */
  alone?: boolean;
};

/**
 * Writes `statements` in one transaction: all or none, durable when the promise resolves.
 *
 * This is the only way to write. There is one writer at a time; what waits while a commit runs
 * goes into the next one together (group commit), each job still all or none by itself.
 */
export function write(
  statements: Statement[],
  { durable = true, prepare, alone = false, first = false }: WriteOptions = {},
): Promise<ResultSet[]> {
  const writer = one("writer", () => ({ queue: [] as Job[], running: false }));
  return new Promise((resolve, reject) => {
    writer.queue.push({ statements, prepare, durable, alone, first, resolve, reject });
    if (!writer.running) {
      writer.running = true;
      // A turn of the event loop later, so that what arrives together is committed together.
      setImmediate(() => drain(writer));
    }
  });
}

/** How many of the jobs that wait go into the next transaction. */
function together(queue: readonly Job[]): number {
  const until = queue.findIndex(({ alone }) => alone);
  if (until === 0) return 1;
  return Math.min(until === -1 ? jobsPerCommit : until, jobsPerCommit);
}

async function drain(writer: { queue: Job[]; running: boolean }): Promise<void> {
  while (writer.queue.length > 0) {
    const jobs = writer.queue.splice(0, together(writer.queue));
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
    const all = await commit(jobs);
    for (const [at, job] of jobs.entries()) job.resolve(all[at] ?? []);
    return true;
  } catch {
    // Whose statement failed is found by committing them one by one, each with its own answer.
    return false;
  }
}

async function commitAlone(job: Job, tries = 1): Promise<void> {
  try {
    const [results = []] = await commit([job]);
    job.resolve(results);
  } catch (error) {
    if (isRace(job, error) && tries < raceTriesMax) return commitAlone(job, tries + 1);
    job.reject(error);
  }
}

/**
 * Between our look and our write another process posted to the same balance, or made it. Whoever
 * looks again finds that.
 */
function isRace({ prepare }: Job, error: unknown): boolean {
  const races = /another entry came first|UNIQUE constraint failed: balances\./;
  return prepare !== undefined && races.test(String(error));
}

/** The results of each job, of the statements it came with first. */
async function commit(jobs: Job[]): Promise<ResultSet[][]> {
  const turn: Turn = { heads: new Map(), onEnd: [] };
  let committed = false;
  try {
    const parts: Statement[][] = [];
    for (const { statements, prepare, first } of jobs) {
      const prepared = prepare ? await prepare(turn) : [];
      parts.push(first ? [...prepared, ...statements] : [...statements, ...prepared]);
    }
    const all = parts.flat();
    const durable = jobs.some((job) => job.durable);
    const results = all.length > 0 ? await commitAll(all, durable) : [];
    committed = true;
    let at = 0;
    return parts.map((part, which) => {
      const { statements = [], first = false } = jobs[which] ?? {};
      const from = first ? at + part.length - statements.length : at;
      at += part.length;
      return results.slice(from, from + statements.length);
    });
  } finally {
    for (const end of turn.onEnd) end(committed);
  }
}

async function commitAll(statements: Statement[], durable: boolean): Promise<ResultSet[]> {
  const { writer, $client } = db();
  if (!writer) return $client.batch(statements, "write");
  try {
    return await writer.commit(statements, durable);
  } finally {
    // Only now, or what is read meanwhile would be taken for what is there after it.
    for (const { sql } of statements) noteWrite(targetOf(sql));
  }
}
