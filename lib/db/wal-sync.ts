import { closeSync, existsSync, fdatasync, fstatSync, openSync } from "node:fs";
import { one } from "../one";

type State = {
  file: string | null;
  fd: number | null;
  waiting: (() => void)[];
  /** Those who wait for the sync that is under way, and for no more. */
  meanwhile: (() => void)[];
  running: boolean;
};

const state = () =>
  one(
    "wal sync",
    (): State => ({ file: null, fd: null, waiting: [], meanwhile: [], running: false }),
  );

/** The database file whose log is to be synced; null for a database elsewhere. */
export function syncWalOf(file: string | null): void {
  const sync = state();
  if (sync.fd !== null) closeSync(sync.fd);
  sync.fd = null;
  sync.file = file;
}

/**
 * Resolves when all that was committed before is on the disk. The write-ahead log is synced beside
 * the event loop, once for all who wait: the driver would hold the loop for each commit.
 *
 * What a failed sync leaves on the disk is not known, so the process ends then, and the next start
 * finds what is there.
 */
export function onDisk(): Promise<void> {
  const sync = state();
  if (sync.file === null) return Promise.resolve();
  return new Promise((resolve) => {
    sync.waiting.push(resolve);
    if (!sync.running) run(sync);
  });
}

/** Resolves when the sync that is under way ends; null where none is. */
export function syncUnderWay(): Promise<void> | null {
  const { running, meanwhile } = state();
  return running ? new Promise((resolve) => meanwhile.push(resolve)) : null;
}

function run(sync: State): void {
  const waiting = sync.waiting.splice(0);
  sync.running = true;
  fdatasync(logOf(sync), (error) => {
    if (error) {
      console.error("The database could not be written to the disk. Purser stops.", error);
      process.exit(1);
    }
    sync.running = false;
    for (const done of [...waiting, ...sync.meanwhile.splice(0)]) done();
    if (sync.waiting.length > 0) run(sync);
  });
}

/** The open log; opened again when the database was opened again meanwhile. */
function logOf(sync: State): number {
  if (sync.fd !== null && fstatSync(sync.fd).nlink > 0) return sync.fd;
  if (sync.fd !== null) closeSync(sync.fd);
  const log = `${sync.file}-wal`;
  // Without a log there is nothing in it: a checkpoint has synced the file itself.
  sync.fd = openSync(existsSync(log) ? log : (sync.file ?? ""), "r+");
  return sync.fd;
}
