import { createHash } from "node:crypto";
import { newId } from "../ids";
import type { Credits } from "../money";
import { one } from "../one";
import { db } from "./client";
import { inserter } from "./insert";
import { entries } from "./schema";
import type { Prepare, Statement, Turn } from "./write";

/** An entry that is to be posted; its place in the chain is found when it is. */
export type Draft = {
  id?: string;
  balanceId: string;
  kind: (typeof entries.$inferSelect)["kind"];
  /** Signed: what is given is positive, what is charged is negative. */
  credits: Credits;
  usageId?: string | null;
  leavesAt?: number | null;
  /** In fixed words: no names, nothing anybody wrote. */
  cause: string;
  note?: string | null;
  actorId?: string | null;
  createdAt: number;
};

type Row = typeof entries.$inferSelect;

/** The last entry of a balance. */
type Head = { seq: number; digest: string };

/**
 * The digest of an entry: SHA-256, hex, over the one before it and the row. It covers no names,
 * e-mails or content.
 */
export function digestOf(before: string, row: Omit<Row, "digest" | "note">): string {
  const { id, balanceId, seq, kind, credits, usageId, leavesAt, cause, actorId, createdAt } = row;
  const said = [id, balanceId, seq, kind, credits, usageId, leavesAt, cause, actorId, createdAt];
  return createHash("sha256")
    .update(JSON.stringify([before, ...said]))
    .digest("hex");
}

const insertEntry = inserter(entries);

/**
 * Posts entries with a write: numbered and chained to what is there at the commit, after what the
 * same transaction posts before them. `drafts` may be worked out at that moment too.
 */
export function posting(drafts: Draft[] | ((turn: Turn) => Promise<Draft[]>)): Prepare {
  return async (turn) => {
    const wanted = typeof drafts === "function" ? await drafts(turn) : drafts;
    const posted = wanted.filter(({ credits, kind }) => credits !== 0 || kind === "opening");
    const missing = knownHeads(turn, new Set(posted.map(({ balanceId }) => balanceId)));
    if (missing.length > 0) await readHeads(turn, missing);
    return posted.map((draft) => post(turn, draft));
  };
}

function post({ heads }: Turn, draft: Draft): Statement {
  const before = heads.get(draft.balanceId) ?? { seq: 0, digest: "" };
  const row = {
    id: newId(),
    usageId: null,
    leavesAt: null,
    note: null,
    actorId: null,
    ...draft,
    seq: before.seq + 1,
  };
  const digest = digestOf(before.digest, row);
  const head = { seq: row.seq, digest };
  heads.set(draft.balanceId, head);
  if (isOurs()) known().set(draft.balanceId, head);
  return insertEntry({ ...row, digest });
}

/**
 * The last entries, on a file that nobody else writes, with those that are handed over and not
 * committed yet: one that follows one which fails is refused by the trigger `entries_in_order`.
 */
const known = () => one("chain heads", () => new Map<string, Head>());
const headsMax = 10_000;
const isOurs = () => db().writer !== null;

/** Takes the heads that are known; returns whose are not. */
function knownHeads({ heads, onEnd }: Turn, balanceIds: Set<string>): string[] {
  // Once a turn: what is posted later is in the same heads.
  if (isOurs() && heads.size === 0) onEnd.push((committed) => ended(heads, committed));
  const missing: string[] = [];
  for (const id of balanceIds) {
    if (heads.has(id)) continue;
    const head = isOurs() ? known().get(id) : undefined;
    if (head) heads.set(id, head);
    else missing.push(id);
  }
  return missing;
}

async function readHeads({ heads, quiet }: Turn, missing: readonly string[]): Promise<void> {
  await quiet();
  const { rows } = await db().$client.execute({
    sql: "select id, seq, digest from balances where id in (select value from json_each(?))",
    args: [JSON.stringify(missing)],
  });
  for (const row of rows) {
    heads.set(String(row.id), { seq: Number(row.seq), digest: String(row.digest) });
  }
}

function ended(heads: Map<string, Head>, committed: boolean): void {
  const cache = known();
  if (!committed) for (const id of heads.keys()) cache.delete(id);
  if (cache.size > headsMax) cache.clear();
}
