import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import Database from "libsql";
import { grant } from "../../allowances/grant";
import { allowancesChanged } from "../../allowances/live";
import { makeAllowance } from "../../allowances/testing";
import { posting } from "../../db/chain";
import { db } from "../../db/client";
import { adjustments } from "../../db/schema";
import { statement, write } from "../../db/write";
import { newId } from "../../ids";
import { close } from "../close";
import { reserve } from "../reserve";
import { askOf, callOf, endingOf, makePayer } from "../testing";

const admin = { kind: "admin-key", role: "admin" } as const;

/** Books with one of everything: two allowances, a grant, and calls that ended in every way. */
export async function makeBooks() {
  const { call, allowanceId } = await makePayer(1_000_000);
  const own = { level: "user", subjectId: call.userId, window: "rolling-7d" } as const;
  const cap = await makeAllowance({ ...own, kind: "cap", amountCredits: 900_000 });
  allowancesChanged();
  const budget = { ...cap, id: allowanceId, window: "none", kind: "budget" } as const;
  const input = { credits: 50_000, expiresAt: Date.now() + 1e9, note: "More", userId: null };
  const { id: granted } = await grant({ viewer: admin, allowance: budget, input, attempt: null });
  const settled = [];
  for (const used of [3, 4, 5, 6]) {
    const reservation = await reserve(askOf(callOf(call.userId)));
    const result = await close(reservation, endingOf(used, used));
    if (!result.won || !result.closed.usageId) throw new Error("not settled");
    settled.push({ reservation: reservation.id, usage: result.closed.usageId });
  }
  const over = await reserve(askOf(call));
  await close(over, endingOf(10, 15));
  const released = await reserve(askOf(call));
  await close(released, endingOf(1, 1, { state: "released", charge: "nothing" }));
  const open = await reserve(askOf(call));
  const [first] = settled;
  if (!first) throw new Error("nothing was settled");
  await adjust(first.usage, 1500);
  return { ...call, allowanceId, granted, settled, over, released, open };
}

/** A correction, with an entry on each allowance that the call counted down. */
async function adjust(usageId: string, credits: number): Promise<void> {
  const createdAt = Date.now();
  const row = { id: newId(), usageId, kind: "late-settle" as const, credits, createdAt };
  const charged = await db().all<{ id: string; leaves: number | null }>(sql`
    select balance_id as id, max(leaves_at) as leaves from entries e join balances b
      on b.id = e.balance_id where usage_id = ${usageId} group by b.allowance_id`);
  const drafts = charged.map(({ id, leaves }) => ({
    balanceId: id,
    kind: "adjustment" as const,
    credits: -credits,
    usageId,
    leavesAt: leaves,
    cause: "its true cost came late",
    createdAt,
  }));
  const inserted = statement(db().insert(adjustments).values(row));
  await write([inserted], { prepare: posting(drafts) });
}

/** Copies of the books, each for one who has the sqlite shell: no trigger is in the way. */
export async function copier() {
  await db().$client.execute("pragma wal_checkpoint(truncate)");
  const [main] = await db().all<{ file: string }>(sql`pragma database_list`);
  const directory = await mkdtemp(path.join(tmpdir(), "purser-audit-"));
  let made = 0;
  return {
    copy: async (): Promise<{ url: string; shell: Database.Database }> => {
      const file = path.join(directory, `${made++}.db`);
      await copyFile(main?.file ?? "", file);
      const shell = new Database(file);
      const triggers = shell
        .prepare("/* shell */ select name from sqlite_master where type = 'trigger'")
        .all([]) as { name: string }[];
      for (const { name } of triggers) shell.exec(`drop trigger ${name}`);
      shell.exec("pragma ignore_check_constraints = on; pragma foreign_keys = off");
      return { url: `file:${file}`, shell };
    },
    remove: () => rm(directory, { recursive: true }),
  };
}
