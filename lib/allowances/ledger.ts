import { inArray } from "drizzle-orm";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { usage, users } from "../db/schema";
import type { Allowance } from "./choose";
import { type Entry, listEntries } from "./entries";

/** An entry with what a page says of it. */
export type LedgerEntry = Entry & {
  /** Who granted or changed it, by name; null where nobody did, or a script. */
  by: string | null;
  /** Whose balance, by name; null where it is everybody's, or the guests'. */
  whose: string | null;
  call: { model: string; purpose: string } | null;
};

type Asked = {
  viewer: Viewer;
  /** Of `allowanceToSee`. */
  allowance: Allowance;
  input: { limit: number; cursor?: string | undefined; user?: string | undefined };
};

/** A page of an allowance's ledger as people read it. */
export async function readLedger(asked: Asked) {
  const { data, next_cursor } = await listEntries(asked);
  const [names, calls] = await Promise.all([namesOf(data), callsOf(data)]);
  const entries = data.map(
    (entry): LedgerEntry => ({
      ...entry,
      by: names.get(entry.actorId ?? "") ?? null,
      whose: names.get(entry.subject) ?? null,
      call: calls.get(entry.usageId ?? "") ?? null,
    }),
  );
  return { entries, next: next_cursor };
}

async function namesOf(entries: Entry[]): Promise<Map<string, string>> {
  const ids = new Set(entries.flatMap(({ actorId, subject }) => [actorId ?? "", subject]));
  const rows = await db()
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(inArray(users.id, [...ids]));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

async function callsOf(entries: Entry[]) {
  const ids = entries.flatMap(({ usageId }) => usageId ?? []);
  const rows = await db()
    .select({ id: usage.id, model: usage.model, purpose: usage.purpose })
    .from(usage)
    .where(inArray(usage.id, ids));
  return new Map(rows.map(({ id, ...call }) => [id, call]));
}
