import { eq, sql } from "drizzle-orm";
import { cached } from "../../db/cached";
import { db } from "../../db/client";
import { prepared } from "../../db/prepared";
import { keys, users } from "../../db/schema";
import { statement, write } from "../../db/write";
import { one } from "../../one";
import { personColumns, toPerson } from "../person";
import type { Person } from "../viewer";
import { hashOfKey } from "./hash";

const keyByHash = prepared((database) =>
  database
    .select({
      ...personColumns,
      keyId: keys.id,
      purpose: keys.purpose,
      expiresAt: keys.expiresAt,
      revokedAt: keys.revokedAt,
    })
    .from(keys)
    .innerJoin(users, eq(users.id, keys.userId))
    .where(eq(keys.hash, sql.placeholder("hash")))
    .prepare(),
);

type KeyRow = NonNullable<Awaited<ReturnType<ReturnType<typeof keyByHash>["get"]>>>;

const known = cached<KeyRow>("keys", ["keys", "users"]);

/** Whose key it is; null when unknown, revoked, expired, or of a disabled user. */
export async function personOfKey(key: string, now = Date.now()): Promise<Person | null> {
  const hash = hashOfKey(key);
  const row = await known(hash, async () => (await keyByHash().get({ hash })) ?? null);
  if (!row || row.revokedAt !== null || (row.expiresAt ?? Infinity) <= now) return null;
  const person = toPerson(row, { id: row.keyId, purpose: row.purpose });
  if (person) noteUse(row.keyId, now);
  return person;
}

const minute = 60_000;

/** Keeps when a key was last used, once a minute at most, and lets no request wait for it. */
function noteUse(keyId: string, now: number): void {
  const noted = one("key-uses", () => new Map<string, number>());
  if (now - (noted.get(keyId) ?? 0) < minute) return;
  noted.set(keyId, now);
  const update = db().update(keys).set({ lastUsedAt: now }).where(eq(keys.id, keyId));
  write([statement(update)]).catch((error) => {
    console.error(`When key ${keyId} was last used could not be kept.`, error);
  });
}
