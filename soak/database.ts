import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { allowancesChanged } from "../lib/allowances/live";
import { closeDatabase, db, openDatabase } from "../lib/db/client";
import { migrateDatabase } from "../lib/db/migrate";
import { readEnv } from "../lib/env";
import { newId } from "../lib/ids";
import { openModels } from "../lib/models/open";
import { setOne } from "../lib/one";

/** Databases of a soak: copies of a migrated one, so that each costs some milliseconds. */
export class Databases {
  #directory = "";
  #made = 0;
  #isOpen = false;

  async start(): Promise<void> {
    this.#directory = await mkdtemp(path.join(tmpdir(), "purser-soak-"));
    const DATABASE_URL = `file:${this.#file(0)}`;
    setOne("env", readEnv({ NODE_ENV: "test", DATABASE_URL }));
    await migrateDatabase(await openDatabase(DATABASE_URL));
    await openModels();
    await closeDatabase();
  }

  /**
   * Closes the one that is open and opens a new one. `durable: false` waits for no disk, for tests
   * that kill nothing: the files are thrown away, and nothing but time depends on it.
   */
  async next({ durable }: { durable: boolean }): Promise<string> {
    await this.#close();
    this.#made += 1;
    const file = this.#file(this.#made);
    await copyFile(this.#file(0), file);
    await openDatabase(`file:${file}`, undefined, durable);
    this.#isOpen = true;
    forget();
    return file;
  }

  async end(): Promise<void> {
    await this.#close();
    await rm(this.#directory, { recursive: true });
  }

  async #close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await db().writer?.close();
    db().$client.close();
    const made = this.#file(this.#made);
    for (const file of [made, `${made}-wal`, `${made}-shm`]) await rm(file, { force: true });
  }

  #file(which: number): string {
    return path.join(this.#directory, `${which}.db`);
  }
}

/** What a process knows by heart is gone with it; another has another name. */
export function forget(): void {
  setOne("process", { id: newId(), startedAt: Date.now(), timer: null });
  setOne("chain heads", new Map());
  setOne("periods", new Map());
  allowancesChanged();
}
