import { createHash } from "node:crypto";
import { digestOf } from "../../db/chain";
import type { balances, entries } from "../../db/schema";
import { type Found, isWhole, shown, wholeOr0 } from "./findings";

type Balance = typeof balances.$inferSelect;
type Entry = Omit<typeof entries.$inferSelect, "note">;

export type BalanceRow = Omit<Balance, "periodStart" | "periodEnd"> & {
  is: "balance";
  /** What open reservations hold of it. */
  heldCredits: number;
  /** False where it is overspent and nothing explains that. */
  isExcused: boolean;
};
export type EntryRow = Entry & {
  is: "entry";
  /** What its digest covers, as the database writes it. */
  json: string;
};

/** What may stand on a balance, its first entry first. */
const kindsOn: Record<string, Entry["kind"][]> = {
  period: ["opening", "charge", "adjustment", "rollover"],
  rolling: ["opening", "charge", "adjustment"],
  rollover: ["rollover", "charge", "adjustment"],
  grant: ["grant", "charge", "adjustment", "expiry"],
};

type Fold = { balance: BalanceRow | null; id: string; seq: number; digest: string } & Sums;
type Sums = { granted: number; spent: number };

/**
 * Judges balances and their entries: each balance, then its entries by number. Keeps nothing but
 * where it is, and what rolled over and has not arrived yet.
 */
export function judgeBalances(found: Found) {
  let at: Fold | null = null;
  const moving = new Map<string, number>();
  const counts = { balances: 0, entries: 0 };
  const follow = (entry: EntryRow) => {
    if (at?.id !== entry.balanceId) {
      if (at) endBalance(at, found);
      at = { balance: null, id: entry.balanceId, seq: 0, digest: "", granted: 0, spent: 0 };
    }
    counts.entries += 1;
    judgeEntry(at, entry, found);
    if (entry.kind === "rollover" && at.balance) move(moving, at.balance, entry);
    fold(at, entry);
  };
  return {
    counts,
    take: (row: BalanceRow | EntryRow) => {
      if (row.is === "entry") return follow(row);
      if (at) endBalance(at, found);
      counts.balances += 1;
      at = { balance: row, id: row.id, seq: 0, digest: "", granted: 0, spent: 0 };
    },
    end: () => {
      if (at) endBalance(at, found);
      for (const [id, credits] of moving) {
        const wrong = `what rolled over to its next period differs by ${shown(credits)}`;
        const right = "as much as left the period before";
        found({ invariant: "INV2", table: "allowances", id, wrong, right }, true);
      }
    },
  };
}

/** Each credit that leaves a period arrives in the next. */
function move(moving: Map<string, number>, balance: BalanceRow, entry: EntryRow): void {
  const key = `${balance.allowanceId} ${balance.subject}`.trim();
  const rest = (moving.get(key) ?? 0) + wholeOr0(entry.credits);
  if (rest === 0) moving.delete(key);
  else moving.set(key, rest);
}

function judgeEntry(at: Fold, entry: EntryRow, found: Found): void {
  const say = (invariant: string, wrong: string, right: string) =>
    found({ invariant, table: "entries", id: entry.id, wrong, right });
  if (!at.balance) {
    say("INV2", `its balance ${entry.balanceId} is missing`, "one there");
    return;
  }
  if (!isEntry(entry)) {
    const is = `it is a ${entry.kind} of ${shown(entry.credits)}`;
    say("INV1", is, "a whole amount, with the sign and the call that its kind has");
  }
  const kinds = kindsOn[at.balance.kind] ?? [];
  if (!kinds.includes(entry.kind)) {
    say("INV2", `a ${entry.kind} on a ${at.balance.kind} balance`, `one of ${kinds.join(", ")}`);
  } else if (isMisplaced(entry, kinds)) {
    say("INV2", `a ${entry.kind} as number ${entry.seq}`, `a ${kinds[0]} as number 1`);
  }
  if (entry.seq !== at.seq + 1) {
    say("INV6", `number ${entry.seq} follows number ${at.seq}`, `number ${at.seq + 1}`);
  } else if (!isChained(at.digest, entry)) {
    say("INV6", "its digest is not that of the row", "the row as it was when it was posted");
  }
}

/** A balance is filled by its first entry; an opening comes once. */
function isMisplaced({ seq, kind }: EntryRow, [first]: Entry["kind"][]): boolean {
  return seq === 1 ? kind !== first : kind === "opening";
}

/** Its text as it came is almost always the one that was digested; what differs is made anew. */
function isChained(before: string, { is, json, digest, ...row }: EntryRow): boolean {
  const text = `[${JSON.stringify(before)},${json.slice(1)}`;
  if (createHash("sha256").update(text).digest("hex") === digest) return true;
  return digest === digestOf(before, row);
}

/** As trigger `entries_are_whole` has it. */
function isEntry({ kind, credits, usageId }: EntryRow): boolean {
  if (!isWhole(credits)) return false;
  if (kind === "charge") return usageId !== null && credits < 0;
  if (kind !== "adjustment" && usageId !== null) return false;
  if (kind === "opening" || kind === "grant") return credits >= 0;
  return kind !== "expiry" || credits < 0;
}

/** As triggers move a balance: what has left a rolling window is spent no more. */
function fold(at: Fold, { seq, digest, credits, usageId, leavesAt }: EntryRow): void {
  at.seq = seq;
  at.digest = digest;
  const amount = wholeOr0(credits);
  if (usageId === null) at.granted += amount;
  else if (leavesAt === null || leavesAt > (at.balance?.rolledUntil ?? 0)) at.spent -= amount;
}

function endBalance({ balance, seq, digest, granted, spent }: Fold, found: Found): void {
  if (!balance) return;
  const say = (invariant: string, wrong: string, right: string) =>
    found({ invariant, table: "balances", id: balance.id, wrong, right }, true);
  if (balance.seq !== seq) {
    const last = seq === 0 ? "it has none" : `the last one is number ${seq}`;
    say("INV6", `its last entry is said to be number ${balance.seq}, but ${last}`, "all of them");
  } else if (seq === 0) {
    say("INV2", "it has no entry", "the one that filled it");
  } else if (balance.digest !== digest) {
    say("INV6", "its digest is not that of its last entry", `${digest.slice(0, 12)}…`);
  }
  const sums = [
    ["INV2", "granted", balance.grantedCredits, granted],
    ["INV2", "spent", balance.spentCredits, spent],
    ["INV3", "reserved", balance.reservedCredits, balance.heldCredits],
  ] as const;
  for (const [invariant, name, is, should] of sums) {
    if (is === should) continue;
    const of = name === "reserved" ? "its open holds" : "its entries";
    say(invariant, `its ${name} is ${shown(is)}`, `${shown(should)}, the sum of ${of}`);
  }
  if (!balance.isExcused) {
    say("INV3", "more is spent and held than granted", "no more, as no call on it overran");
  }
}
