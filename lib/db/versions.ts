import { one } from "../one";

/**
 * Which tables changed of a database file that no other process writes, told by what writes it
 * (write.ts, and statement-cache.ts for what tests and migrations write with the client): what was
 * read of a table stays true while its version is the same.
 */
const versions = () => one("table versions", () => ({ all: 0, of: new Map<string, number>() }));

/** What a statement writes: a table, nothing, or (null) what cannot be told. */
export type Target = string | "" | null;

const target =
  /^\s*(?:insert(?:\s+or\s+\w+)?\s+into|update(?:\s+or\s+\w+)?|delete\s+from)\s+"?(\w+)/i;

/** The SQL of ours that was looked at. */
const targets = () => one("statement targets", () => new Map<string, Target>());
const targetsMax = 1000;

export function targetOf(sql: string): Target {
  const kept = targets().get(sql);
  if (kept !== undefined) return kept;
  const found = findTarget(sql);
  if (targets().size < targetsMax) targets().set(sql, found);
  return found;
}

function findTarget(sql: string): Target {
  if (!/\b(insert|update|delete)\b/i.test(sql)) return "";
  return target.exec(sql)?.[1]?.toLowerCase() ?? null;
}

/** To be called with each statement that runs. */
export function noteWrite(table: Target): void {
  if (table === "") return;
  const { of } = versions();
  if (table === null) versions().all += 1;
  else of.set(table, (of.get(table) ?? 0) + 1);
}

/** Of these tables together; another number whenever one of them was written. */
export function versionOf(tables: readonly string[]): number {
  const { all, of } = versions();
  let sum = all;
  for (const table of tables) sum += of.get(table) ?? 0;
  return sum;
}
