import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { invalid, PurserError } from "../errors";
import { db } from "./client";
import { inserter } from "./insert";
import { idempotency } from "./schema";
import type { Statement } from "./write";

/** A request that may come again: its key, and what it asked for. */
export type Attempt = { userId: string; key: string; digest: string };

/**
 * The attempt of a request, or null when it has no Idempotency-Key: then it is its own.
 * @throws PurserError invalid
 */
export function attemptOf(request: Request, userId: string, body: unknown): Attempt | null {
  const key = request.headers.get("idempotency-key");
  if (key === null) return null;
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw invalid("Idempotency-Key", "1 to 200 visible ASCII characters are right.");
  }
  const { pathname } = new URL(request.url);
  const asked = `${request.method} ${pathname} ${JSON.stringify(body)}`;
  return { userId, key, digest: createHash("sha256").update(asked).digest("hex") };
}

const insertAttempt = inserter(idempotency);

/** Remembers what an attempt made; written in the same transaction as what it made. */
export function rememberStatements(attempt: Attempt | null, resultId: string): Statement[] {
  if (!attempt) return [];
  return [insertAttempt({ ...attempt, resultId, createdAt: Date.now() })];
}

/**
 * Makes what an attempt asks for, once: the same key and body again gives `made` of the first.
 * A refusal is not remembered.
 * @throws PurserError conflict when the key was used for something else
 */
export async function once<T>(
  attempt: Attempt | null,
  { make, made }: { make: () => Promise<T>; made: (resultId: string) => Promise<T> },
): Promise<T> {
  const before = await find(attempt);
  if (before) return made(before);
  try {
    return await make();
  } catch (error) {
    // The same attempt may have won meanwhile: the key is unique in the database.
    const meanwhile = await find(attempt);
    if (meanwhile) return made(meanwhile);
    throw error;
  }
}

async function find(attempt: Attempt | null): Promise<string | null> {
  if (!attempt) return null;
  const [row] = await db()
    .select()
    .from(idempotency)
    .where(and(eq(idempotency.userId, attempt.userId), eq(idempotency.key, attempt.key)));
  if (!row) return null;
  if (row.digest === attempt.digest) return row.resultId;
  throw new PurserError(
    "conflict",
    "This Idempotency-Key was used for another request. Send a new key with a new request.",
  );
}
