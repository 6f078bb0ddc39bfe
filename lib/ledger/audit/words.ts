import { count, seconds } from "../../format";
import type { Audited } from "./audit";
import type { Finding } from "./findings";

/** `entries 01k…: number 5 follows number 3. Right would be: number 4. (INV6)` */
export function findingWords({ invariant, table, id, wrong, right }: Finding): string {
  return `${table} ${id}: ${wrong}. Right would be: ${right}. (${invariant})`;
}

/** What an audit found, for the command line. */
export function auditWords({ entries, balances, ms, wrong, findings }: Audited): string {
  const took = seconds(ms);
  const seen = `${count(entries)} entries of ${count(balances)} balances`;
  const [first] = findings;
  if (!first) return `${seen}: all right. ${took}`;
  const more = wrong > 1 ? ` ${count(wrong - 1)} more after it.` : "";
  return `${seen}: not right. ${took}\nThe first: ${findingWords(first)}${more}`;
}
