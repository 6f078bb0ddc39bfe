import { timingSafeEqual } from "node:crypto";
import { type Env, env } from "../env";
import { PurserError } from "../errors";
import { type Soon, soon } from "../soon";
import { hashOfKey } from "./keys/hash";
import { personOfHash } from "./keys/person-of-key";
import { personOfSession, sessionIdOf } from "./session";
import type { Viewer } from "./viewer";

type Identified = { viewer: Viewer | null; by: "key" | "cookie" | null };

/**
 * Who a request is from, and what says so. `Authorization`, when present, alone decides: a bad
 * one throws 401 `unauthenticated`, whatever cookie comes with it. Asked again later with the
 * same request (a stream that runs for minutes) it says whether they still may.
 */
export async function identify(request: Pick<Request, "headers">): Promise<Identified> {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) return { viewer: await byKey(authorization), by: "key" };
  const sessionId = await sessionIdOf(request.headers.get("cookie"));
  const viewer = sessionId ? await personOfSession(sessionId) : null;
  return { viewer, by: viewer ? "cookie" : null };
}

async function byKey(authorization: string): Promise<Viewer> {
  const key = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(authorization)?.[1];
  if (!key) {
    throw new PurserError("unauthenticated", "The Authorization header is: Bearer <key>.");
  }
  return identifyKey(key);
}

/** Whose key it is; 401 where it is nobody's. */
export function identifyKey(key: string): Soon<Viewer> {
  const hash = hashOfKey(key);
  if (isAdmins(hash)) return { kind: "admin-key", role: "admin" };
  return soon(personOfHash(hash), (person) => {
    if (person) return person;
    throw new PurserError(
      "unauthenticated",
      "This key is unknown, revoked or expired. Make another one under Settings.",
    );
  });
}

/** The admin key's, hashed once. */
const adminHashes = new WeakMap<Env, Buffer>();

function isAdmins(hash: string): boolean {
  const adminKey = env().PURSER_ADMIN_KEY;
  if (adminKey === undefined) return false;
  let known = adminHashes.get(env());
  if (!known) {
    known = Buffer.from(hashOfKey(adminKey));
    adminHashes.set(env(), known);
  }
  return timingSafeEqual(Buffer.from(hash), known);
}
