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
  /** Resolves when what was handed over before is committed: for those who read what it wrote. */
  quiet: () => Promise<void>;
};

/**
 * Statements that depend on what is there at the moment of the commit: on a database file nothing
 * is written between a quiet moment and that.
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
  tries: number;
};

type Line = {
  queue: Job[];
  draining: boolean;
  /** Commits that were handed over and are not answered yet. */
  underWay: number;
  /** Who waits for one of them to end. */
  waiting: (() => void)[];
};

/** Jobs taken into one transaction at most; bounds how long one of them waits for the others. */
const jobsPerCommit = 32;

/**
 * Of a database file one commit waits while another is made, so that its thread need not wait for
 * this one to be told and to hand over the next.
 */
const commitsAtOnce = () => (db().writer ? 2 : 1);

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
  /** True where `prepare` reads what others may write: then it has a quiet commit of its own. */
  alone?: boolean;
};

/**
 * Writes `statements` in one transaction: all or none, durable when the promise resolves.
 *
 * This is the only way to write. Commits are made one after the other; what waits while they are
 * goes into the next one together (group commit), each job still all or none by itself.
 */
export function write(
  statements: Statement[],
  { durable = true, prepare, alone = false, first = false }: WriteOptions = {},
): Promise<ResultSet[]> {
  const line = one("write line", (): Line => {
    return { queue: [], draining: false, underWay: 0, waiting: [] };
  });
  return new Promise((resolve, reject) => {
    const job = { statements, prepare, durable, alone, first, resolve, reject, tries: 0 };
    line.queue.push(job);
    drainSoon(line);
  });
}

/** A turn of the event loop later, so that what arrives together is committed together. */
function drainSoon(line: Line): void {
  if (line.draining) return;
  line.draining = true;
  setImmediate(() => drain(line));
}

async function drain(line: Line): Promise<void> {
  while (line.queue.length > 0) {
    await untilUnderWay(line, commitsAtOnce() - 1);
    const jobs = line.queue.splice(0, together(line.queue));
    if (jobs[0]?.alone) await untilUnderWay(line, 0);
    await handOver(line, jobs);
  }
  line.draining = false;
}

/** Resolves when no more than so many commits are under way. */
async function untilUnderWay(line: Line, most: number): Promise<void> {
  while (line.underWay > most) await new Promise<void>((resolve) => line.waiting.push(resolve));
}

/** How many of the jobs that wait go into the next transaction. */
function together(queue: readonly Job[]): number {
  const until = queue.findIndex(({ alone }) => alone);
  if (until === 0) return 1;
  return Math.min(until === -1 ? jobsPerCommit : until, jobsPerCommit);
}

/** Begins one transaction for all jobs; each is told when it ends. */
async function handOver(line: Line, jobs: Job[]): Promise<void> {
  const turn: Turn = { heads: new Map(), onEnd: [], quiet: () => untilUnderWay(line, 0) };
  const ended = (committed: boolean) => {
    for (const end of turn.onEnd) end(committed);
  };
  let parts: Statement[][];
  try {
    parts = await partsOf(jobs, turn);
  } catch (error) {
    ended(false);
    failed(line, jobs, error);
    return;
  }
  line.underWay += 1;
  commitAll(
    parts.flat(),
    jobs.some((job) => job.durable),
  )
    .then(
      (results) => {
        ended(true);
        tellAll(jobs, parts, results);
      },
      (error) => {
        ended(false);
        failed(line, jobs, error);
      },
    )
    .finally(() => {
      line.underWay -= 1;
      for (const next of line.waiting.splice(0)) next();
    });
}

/** The statements of each job, with what is prepared. */
async function partsOf(jobs: readonly Job[], turn: Turn): Promise<Statement[][]> {
  const parts: Statement[][] = [];
  for (const { statements, prepare, first } of jobs) {
    const prepared = prepare ? await prepare(turn) : [];
    parts.push(first ? [...prepared, ...statements] : [...statements, ...prepared]);
  }
  return parts;
}

/** Hands each job the results of the statements it came with. */
function tellAll(jobs: readonly Job[], parts: readonly Statement[][], results: ResultSet[]): void {
  let at = 0;
  for (const [which, { statements, first, resolve }] of jobs.entries()) {
    const { length } = parts[which] ?? [];
    const from = first ? at + length - statements.length : at;
    at += length;
    resolve(results.slice(from, from + statements.length));
  }
}

/**
 * Nothing of it was written. Whose statement failed of several is found by committing them one by
 * one, each with its own answer.
 */
function failed(line: Line, jobs: readonly Job[], error: unknown): void {
  const [job] = jobs;
  const again = jobs.length > 1 || (job && isRace(job, error) && job.tries < raceTriesMax);
  if (!again) {
    job?.reject(error);
    return;
  }
  const tries = jobs.length > 1 ? 0 : 1;
  line.queue.unshift(...jobs.map((each) => ({ ...each, alone: true, tries: each.tries + tries })));
  drainSoon(line);
}

/**
 * Between our look and our write another process posted to the same balance, or made it; or, in
 * this one, what was handed over before and would have been followed has failed. Whoever looks
 * again finds what is there.
 */
function isRace({ prepare }: Job, error: unknown): boolean {
  const races = /another entry came first|UNIQUE constraint failed: balances\./;
  return prepare !== undefined && races.test(String(error));
}

async function commitAll(statements: Statement[], durable: boolean): Promise<ResultSet[]> {
  if (statements.length === 0) return [];
  const { writer, $client } = db();
  if (!writer) return $client.batch(statements, "write");
  try {
    return await writer.commit(statements, durable);
  } finally {
    // Only now, or what is read meanwhile would be taken for what is there after it.
    for (const { sql } of statements) noteWrite(targetOf(sql));
  }
}
