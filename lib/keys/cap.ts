import { and, eq, isNull } from "drizzle-orm";
import type { Allowance } from "../allowances/choose";
import { liveAllowances } from "../allowances/live";
import { db } from "../db/client";
import { allowances } from "../db/schema";
import { type Statement, statement } from "../db/write";
import { newId } from "../ids";
import type { NewKey } from "./schemas";

export type KeyCap = NonNullable<NewKey["cap"]>;

type Of = { keyId: string; name: string; userId: string };

/** A cap on one key alone, to be written with it. */
export function capStatement({ keyId, name, userId }: Of, cap: KeyCap, now: number): Statement {
  return statement(
    db()
      .insert(allowances)
      .values({
        id: newId(),
        name: capName(name),
        kind: "cap",
        level: "key",
        subjectId: keyId,
        window: cap.window,
        timeZone: cap.timeZone,
        amountCredits: cap.amountCredits,
        createdBy: userId,
        createdAt: now,
      }),
  );
}

/** What a refusal names. */
export function capName(keyName: string): string {
  const short = keyName.length > 60 ? `${keyName.slice(0, 59)}…` : keyName;
  return `Cap of the key “${short}”`;
}

/** Ends the cap of a key, which is gone or needs none. */
export function endCap(keyId: string, now: number): Statement {
  const ofKey = and(eq(allowances.level, "key"), eq(allowances.subjectId, keyId));
  return statement(
    db()
      .update(allowances)
      .set({ deletedAt: now })
      .where(and(ofKey, isNull(allowances.deletedAt))),
  );
}

/** The caps of keys, by the key's id. */
export async function capsOf(keyIds: string[]): Promise<Map<string, Allowance>> {
  const caps = (await liveAllowances()).filter(
    ({ level, subjectId }) => level === "key" && keyIds.includes(subjectId ?? ""),
  );
  return new Map(caps.map((cap) => [cap.subjectId ?? "", cap]));
}
