import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import type { Person } from "../auth/viewer";
import { db } from "../db/client";
import { type Attempt, rememberStatements } from "../db/once";
import { idempotency } from "../db/schema";
import { invalid, PurserError } from "../errors";
import type { Along } from "../metering/call";
import type { GatewayRequest } from "./request";

/** The attempt of a request that may be sent again; null without an Idempotency-Key. */
export function attemptOf(
  { method, path, header }: GatewayRequest,
  { userId }: Person,
  body: Buffer,
): Attempt | null {
  const key = header("idempotency-key");
  if (key === null) return null;
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw invalid("Idempotency-Key", "1 to 200 visible ASCII characters are right.");
  }
  const digest = createHash("sha256").update(`${method} ${path} `).update(body).digest("hex");
  return { userId, key, digest };
}

/**
 * Makes a call once: replies are not kept, so a repeated key is refused (409) with the usage id of
 * the first call, while it runs and after. A call that cost nothing, because the provider refused
 * it or was not reached, is forgotten and may be tried again.
 */
export function onceOnly<T>(attempt: Attempt | null, make: () => Promise<T>): Promise<T> {
  return attempt ? once(attempt, make) : make();
}

async function once<T>(attempt: Attempt, make: () => Promise<T>): Promise<T> {
  await refuseRepeated(attempt);
  try {
    return await make();
  } catch (error) {
    // The same attempt may have won meanwhile: the key is unique in the database.
    if (!(error instanceof PurserError)) await refuseRepeated(attempt);
    throw error;
  }
}

/** What is written with the hold, and with the close, to remember an attempt. */
export function rememberAlong(attempt: Attempt | null): Along {
  if (!attempt) return {};
  const { userId, key } = attempt;
  return {
    reserve: ({ id }) => rememberStatements(attempt, id),
    close: ({ outcome }) =>
      outcome === "failed"
        ? [{ sql: "delete from idempotency where user_id = ? and key = ?", args: [userId, key] }]
        : [],
  };
}

async function refuseRepeated({ userId, key, digest }: Attempt): Promise<void> {
  const [row] = await db()
    .select()
    .from(idempotency)
    .where(and(eq(idempotency.userId, userId), eq(idempotency.key, key)));
  if (!row) return;
  const same = row.digest === digest;
  const message = same
    ? "This Idempotency-Key was used: the call is made or being made, and its reply is not kept."
    : "This Idempotency-Key was used for another request. Send a new key with a new request.";
  throw new PurserError("conflict", message, { extra: { usage_id: row.resultId } });
}
