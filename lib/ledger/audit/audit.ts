import { type Finding, type Found, newFindings } from "./findings";
import { judgeBalances } from "./judge-balances";
import { judgeCalls } from "./judge-calls";
import { balancesSql, callsSql, looseSql, toBalanceRow, toCallRow } from "./rows";
import type { Source, Value } from "./source";

/** What an audit saw, and what of it is wrong. */
export type Audited = {
  /** When it began (ms), and how long it took. */
  at: number;
  ms: number;
  entries: number;
  balances: number;
  calls: number;
  /** How many findings there are; `findings` has the first of them. */
  wrong: number;
  findings: Finding[];
};

/** Refolds all entries and judges all of the books (lib/ledger/README.md, "Audit"). */
export async function audit(source: Source, now: number): Promise<Audited> {
  const started = performance.now();
  const { found, count, all } = newFindings();
  const balances = judgeBalances(found);
  await each(source, balancesSql, (row) => balances.take(toBalanceRow(row)));
  balances.end();
  const calls = judgeCalls(found, now);
  await each(source, callsSql, (row) => calls.take(toCallRow(row)));
  calls.end();
  await each(source, looseSql, (row) => judgeLoose(row, found));
  return {
    at: now,
    ms: Math.round(performance.now() - started),
    ...balances.counts,
    ...calls.counts,
    wrong: count(),
    findings: all(),
  };
}

function judgeLoose([table, id, missing]: Value[], found: Found): void {
  const wrong = `its ${missing} is missing`;
  found({ invariant: "INV7", table: String(table), id: String(id), wrong, right: "one there" });
}

async function each(source: Source, sql: string, take: (row: Value[]) => void): Promise<void> {
  for await (const portion of source.rows(sql)) {
    for (const row of portion) take(row);
  }
}
