import { eq, inArray } from "drizzle-orm";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { keys, usage, users } from "../db/schema";
import type { Credits } from "../money";
import type { Call } from "../usage/call";
import type { Allowance } from "./choose";
import { type Entry, listEntries } from "./entries";
import { running } from "./running";

/** A line of the ledger as people read it: an entry, or all that a call was charged at once. */
export type LedgerLine = Omit<Entry, "balanceId" | "seq" | "digest"> & {
  /** What there was after it, holds left aside; null where that cannot be told. */
  afterCredits: Credits | null;
  /** Who granted or changed it, by name; null where nobody did, or a script. */
  by: string | null;
  /** Whose balance, by name; null where it is everybody's, or the guests'. */
  whose: string | null;
  call: LedgerCall | null;
};

type LedgerCall = Pick<Call, "model" | "purpose" | "origin" | "keyName">;

type Asked = {
  viewer: Viewer;
  /** Of `allowanceToSee`. */
  allowance: Allowance;
  input: { limit: number; cursor?: string | undefined; user?: string | undefined };
};

/** A page of an allowance's ledger as people read it. */
export async function readLedger(asked: Asked) {
  const { data, next } = whole(await listEntries(asked));
  const [names, calls, after] = await Promise.all([
    namesOf(data),
    callsOf(data),
    seesAll(asked) ? running(asked.allowance, data) : [],
  ]);
  const told = data.map((entry, at) => ({ ...entry, afterCredits: after[at] ?? null }));
  const lines = linesOf(told).map(
    ({ balanceId: _, seq: __, digest: ___, ...line }): LedgerLine => ({
      ...line,
      by: names.get(line.actorId ?? "") ?? null,
      whose: names.get(line.subject) ?? null,
      call: calls.get(line.usageId ?? "") ?? null,
    }),
  );
  return { lines, next };
}

/** Whether no entry is hidden from the viewer: what others spend of what is shared is theirs. */
function seesAll({ viewer, allowance: { level, subjectId }, input }: Asked): boolean {
  if (viewer.role === "admin" && input.user === undefined) return true;
  if (level === "each-user") return viewer.role !== "guest";
  return level === "user" ? input.user === subjectId || viewer.role !== "admin" : level === "key";
}

/** What one call was charged stands together: where a page cuts through it, it is the next's. */
function whole({ data, next_cursor }: Awaited<ReturnType<typeof listEntries>>) {
  const last = data.at(-1);
  const first = last?.usageId ? data.findIndex((entry) => isOneLine(entry, last)) : 0;
  if (next_cursor === null || first <= 0) return { data, next: next_cursor };
  return { data: data.slice(0, first), next: data[first - 1]?.id ?? null };
}

type Told = Entry & { afterCredits: Credits | null };

/** Entries with those of one call added up: it is one line, however many balances it was from. */
function linesOf(entries: Told[]): Told[] {
  const lines: Told[] = [];
  for (const entry of entries) {
    const before = lines.at(-1);
    if (!before || !isOneLine(before, entry)) lines.push(entry);
    else {
      const credits = before.credits + entry.credits;
      // After the newest of them, unless one changed nothing of what there was.
      const afterCredits = entry.afterCredits === null ? null : before.afterCredits;
      lines[lines.length - 1] = { ...before, credits, afterCredits };
    }
  }
  return lines;
}

function isOneLine(one: Entry, other: Entry): boolean {
  if (one.usageId === null) return one.id === other.id;
  const alike = ["usageId", "kind", "subject", "createdAt"] as const;
  return alike.every((key) => one[key] === other[key]);
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
    .select({
      id: usage.id,
      model: usage.model,
      purpose: usage.purpose,
      origin: usage.origin,
      keyName: keys.name,
    })
    .from(usage)
    .leftJoin(keys, eq(keys.id, usage.keyId))
    .where(inArray(usage.id, ids));
  return new Map(rows.map(({ id, ...call }) => [id, call]));
}
