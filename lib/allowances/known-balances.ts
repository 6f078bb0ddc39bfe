import { db } from "../db/client";
import { versionOf } from "../db/versions";
import { one } from "../one";
import { type Balance, type Drawn, placeOf } from "./balances";
import type { Chosen } from "./choose";

/** Pots come and go, and rolling windows move on, by writes to this table. */
const tables = ["balances"];
const keptMax = 10_000;

const kept = () =>
  one("known balances", () => ({ version: -1, balances: new Map<string, Balance>() }));

/**
 * The balances of `chosen` as they were seen last, or null where one was not. They may have less
 * room by now, which the database then says, or more: so nothing may be refused or lowered by
 * them. Only allowances with one pot are kept, as the order of several depends on what is left.
 */
export function knownBalances(chosen: readonly Chosen[], now: number): Drawn[] | null {
  if (chosen.length === 0) return null;
  const { version, balances } = kept();
  if (version !== versionOf(tables)) return null;
  const drawn: Drawn[] = [];
  for (const each of chosen) {
    const balance = balances.get(keyOf(each, now));
    if (!balance) return null;
    drawn.push({ ...each, balances: [balance] });
  }
  return drawn;
}

/** Keeps what was just read, on a file that no other process writes. `version`: before the read. */
export function rememberBalances(drawn: readonly Drawn[], now: number, version: number): void {
  if (db().$client.protocol !== "file" || version !== versionOf(tables)) return;
  const cache = kept();
  if (cache.version !== version || cache.balances.size >= keptMax) cache.balances.clear();
  cache.version = version;
  for (const each of drawn) {
    const [balance, ...more] = each.balances;
    if (balance && more.length === 0) cache.balances.set(keyOf(each, now), balance);
  }
}

export function balancesVersion(): number {
  return versionOf(tables);
}

function keyOf(chosen: Chosen, now: number): string {
  const { kind, start } = placeOf(chosen, now);
  return `${chosen.allowance.id} ${chosen.subject} ${kind} ${start}`;
}
