import { realpath } from "node:fs/promises";
import path from "node:path";
import { type Client, createClient, LibsqlError, type Transaction } from "@libsql/client";
import { setOne } from "../one";

/**
 * Makes this process the only one with `file` open, for as long as it lives, or throws who has it.
 *
 * The engine we are built on may corrupt a WAL that several processes checkpoint, and the ledger's
 * group commit knows one writer. The lock is an open write transaction on a second file: the
 * kernel drops it with the process, also after `kill -9`, so nothing is ever left to clean up.
 */
export async function lockDatabase(file: string): Promise<void> {
  const lockFile = `${await canonical(file)}.lock`;
  // Long enough for another's reading of who has it, which must not fail our commit.
  const client = createClient({ url: fileUrl(lockFile), timeout: 300, concurrency: 1 });
  try {
    await signIn(client);
    // Kept on purpose: what nobody refers to is closed, and its lock with it.
    setOne<{ client: Client; held: Transaction }>("database lock", {
      client,
      held: await client.transaction("write"),
    });
  } catch (error) {
    if (!(error instanceof LibsqlError && error.code === "SQLITE_BUSY")) throw error;
    const pid = await holder(client);
    client.close();
    throw new Error(
      `Another Purser${pid ? ` (process ${pid})` : ""} has this database open: ${file}. ` +
        "Stop it first, or give this one a DATABASE_URL of its own.",
    );
  }
}

/** Several spellings of one file are one file. */
async function canonical(file: string): Promise<string> {
  const absolute = path.resolve(file);
  try {
    return await realpath(absolute);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return path.join(await realpath(path.dirname(absolute)), path.basename(absolute));
  }
}

function fileUrl(file: string): string {
  return `file:${file.split(path.sep).map(encodeURIComponent).join("/")}`;
}

/** Who comes last between these two steps of another process wins; that one is refused. */
async function signIn(client: Client): Promise<void> {
  await client.batch(
    [
      "create table if not exists holder (one integer primary key check (one = 1), pid integer)",
      { sql: "insert or replace into holder values (1, ?)", args: [process.pid] },
    ],
    "write",
  );
}

async function holder(client: Client): Promise<number | null> {
  try {
    const { rows } = await client.execute("select pid from holder");
    return rows[0] ? Number(rows[0].pid) : null;
  } catch (error) {
    if (error instanceof LibsqlError) return null;
    throw error;
  }
}
