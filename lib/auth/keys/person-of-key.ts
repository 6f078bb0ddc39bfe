import { eq, or, sql } from "drizzle-orm";
import { cached } from "../../db/cached";
import { db } from "../../db/client";
import { prepared } from "../../db/prepared";
import { keys, users } from "../../db/schema";
import { statement, write } from "../../db/write";
import { one } from "../../one";
import { type Soon, soon } from "../../soon";
import { personColumns, toPerson } from "../person";
import type { Person } from "../viewer";
import { hashOfKey } from "./hash";

const keyByHash = prepared((database) =>
  database
    .select({
      ...personColumns,
      hash: keys.hash,
      previousUntil: keys.previousUntil,
      expiresAt: keys.expiresAt,
      revokedAt: keys.revokedAt,
      key: {
        id: keys.id,
        purpose: keys.purpose,
        models: keys.models,
        requestsPerMinute: keys.requestsPerMinute,
      },
    })
    .from(keys)
    .innerJoin(users, eq(users.id, keys.userId))
    .where(
      or(eq(keys.hash, sql.placeholder("hash")), eq(keys.previousHash, sql.placeholder("hash"))),
    )
    .prepare(),
);

type KeyRow = NonNullable<Awaited<ReturnType<ReturnType<typeof keyByHash>["get"]>>>;

const known = cached<KeyRow>("keys", ["keys", "users"]);

/**
 * Whose key it is; null when unknown, revoked, expired, rotated and past its overlap, or of a
 * disabled user.
 */
export function personOfKey(key: string, now = Date.now()): Soon<Person | null> {
  return personOfHash(hashOfKey(key), now);
}

/** The same by what is kept of the key. */
export function personOfHash(hash: string, now = Date.now()): Soon<Person | null> {
  const row = known(hash, async () => (await keyByHash().get({ hash })) ?? null);
  return soon(row, (found) => personOfRow(found, hash, now));
}

function personOfRow(row: KeyRow | null, hash: string, now: number): Person | null {
  if (!row || row.revokedAt !== null) return null;
  const overlapUntil = row.hash === hash ? Infinity : (row.previousUntil ?? 0);
  const until = Math.min(row.expiresAt ?? Infinity, overlapUntil);
  if (until <= now) return null;
  const person = toPerson(row, row.key);
  if (person) noteUse(row.key.id, now);
  return person && until !== Infinity ? { ...person, keyUntil: until } : person;
}

const minute = 60_000;

/** Keeps when a key was last used, once a minute at most, and lets no request wait for it. */
export function noteUse(keyId: string, now: number): void {
  const noted = one("key-uses", () => new Map<string, number>());
  if (now - (noted.get(keyId) ?? 0) < minute) return;
  noted.set(keyId, now);
  const update = db().update(keys).set({ lastUsedAt: now }).where(eq(keys.id, keyId));
  write([statement(update)]).catch((error) => {
    console.error(`When key ${keyId} was last used could not be kept.`, error);
  });
}
