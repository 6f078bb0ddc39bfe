import { eq } from "drizzle-orm";
import { encode } from "next-auth/jwt";
import { beforeAll, expect, test } from "vitest";
import { db } from "../db/client";
import { keys, users } from "../db/schema";
import { makeUser, testDatabase } from "../db/testing";
import { statement, write } from "../db/write";
import { env } from "../env";
import { PurserError } from "../errors";
import { createKey } from "../keys/create";
import { revokeKey } from "../keys/revoke";
import { setOne } from "../one";
import { identify } from "./identify";
import { endSession, openSession, sessionCookie } from "./session";
import { makePerson, personOf, signedInCookie } from "./testing";

const adminKey = "an-admin-key-of-24-letters";

testDatabase();
beforeAll(() => {
  setOne("env", { ...env(), PURSER_ADMIN_KEY: adminKey });
});

const ask = (headers: Record<string, string>) => identify({ headers: new Headers(headers) });

/** The code of what `identify` throws, or who it found. */
async function verdict(headers: Record<string, string>): Promise<string> {
  try {
    const { viewer } = await ask(headers);
    return viewer?.kind === "person" ? viewer.userId : (viewer?.kind ?? "nobody");
  } catch (error) {
    return error instanceof PurserError ? error.code : String(error);
  }
}

/** Through the one writer: it says which tables changed. */
const change = (query: Parameters<typeof statement>[0]) => write([statement(query)]);

async function keyOf(userId: string, expiresAt?: number) {
  return createKey({ viewer: await personOf(userId), input: { name: "k", expiresAt } });
}

test("a session cookie, a key and the admin key each say who it is", async () => {
  const person = await makePerson();
  const cookie = await signedInCookie(person.userId);
  expect(await ask({ cookie })).toEqual({ viewer: person, by: "cookie" });
  const { id, key } = await keyOf(person.userId);
  const byKey = await ask({ authorization: `Bearer ${key}` });
  expect(byKey).toEqual({ viewer: { ...person, keyId: id }, by: "key" });
  expect(await verdict({ authorization: `bearer ${adminKey}` })).toBe("admin-key");
  expect(await ask({})).toEqual({ viewer: null, by: null });
});

test("Authorization decides alone, also when a good cookie comes with it", async () => {
  const [a, b] = [await makeUser(), await makeUser()];
  const cookie = await signedInCookie(a);
  const { key } = await keyOf(b);
  expect(await verdict({ cookie, authorization: `Bearer ${key}` })).toBe(b);
  for (const bad of ["", "Bearer", `Basic ${key}`, key, `Bearer ${key}x`, `Bearer ${key} ${key}`]) {
    expect(await verdict({ cookie, authorization: bad }), bad).toBe("unauthenticated");
  }
  expect(await verdict({ cookie, "x-api-key": key })).toBe(a);
  expect(await verdict({ "x-api-key": key })).toBe("nobody");
  expect(await verdict({ authorization: `Bearer ${adminKey}x` })).toBe("unauthenticated");
});

test("an expired or revoked key and one of a disabled user are refused at once", async () => {
  const userId = await makeUser();
  const { id, key } = await keyOf(userId);
  const authorization = `Bearer ${key}`;
  expect(await verdict({ authorization })).toBe(userId);
  await change(db().update(keys).set({ expiresAt: Date.now() }).where(eq(keys.id, id)));
  expect(await verdict({ authorization })).toBe("unauthenticated");
  await change(db().update(keys).set({ expiresAt: null }).where(eq(keys.id, id)));
  await change(db().update(users).set({ disabledAt: Date.now() }).where(eq(users.id, userId)));
  expect(await verdict({ authorization })).toBe("unauthenticated");
  await change(db().update(users).set({ disabledAt: null }).where(eq(users.id, userId)));
  expect(await verdict({ authorization })).toBe(userId);
  await revokeKey({ viewer: await personOf(userId), input: { id } });
  expect(await verdict({ authorization })).toBe("unauthenticated");
});

test("a session ends by itself, by sign-out, and by a change of its user", async () => {
  const userId = await makeUser();
  const old = await openSession(userId, Date.now() - 31 * 24 * 3_600_000);
  const session = await openSession(userId);
  const other = await openSession(userId);
  const cookieOf = async (id: string) => ({
    cookie: `purser.session=${await sessionCookie(userId, id)}`,
  });
  expect(await verdict(await cookieOf(old))).toBe("nobody");
  expect(await verdict(await cookieOf(session))).toBe(userId);
  await endSession(session);
  expect(await verdict(await cookieOf(session))).toBe("nobody");
  expect(await verdict(await cookieOf(other))).toBe(userId);
  await db().update(users).set({ sessionEpoch: 1 }).where(eq(users.id, userId));
  expect(await verdict(await cookieOf(other))).toBe("nobody");
});

test("a cookie made with another secret, or without a session, is nobody", async () => {
  const userId = await makeUser();
  const sid = await openSession(userId);
  const foreign = await encode({ token: { sub: userId, sid }, secret: "another secret" });
  expect(await verdict({ cookie: `purser.session=${foreign}` })).toBe("nobody");
  const without = await sessionCookie(userId, "01jd0000000000000000000000");
  expect(await verdict({ cookie: `purser.session=${without}` })).toBe("nobody");
});

test("500 malformed headers: every Authorization is 401, every cookie is nobody", async () => {
  const pieces = [
    "' OR 1=1--",
    "Bearer",
    " ",
    "\t",
    "pk-",
    "%00",
    "{}",
    ";",
    "=",
    "é",
    "..",
    "a.b",
  ];
  pieces.push("eyJhbGciOiJub25lIn0", "\\", "x".repeat(600), "Basic", ",", "undefined", "null");
  let checked = 0;
  for (const a of pieces) {
    for (const b of pieces) {
      const value = `${a}${checked % 2 ? " " : ""}${b}`;
      expect(await verdict({ authorization: value }), value).toBe("unauthenticated");
      expect(await verdict({ authorization: `Bearer ${value}` }), value).toBe("unauthenticated");
      expect(await verdict({ cookie: value }), value).toBe("nobody");
      expect(await verdict({ cookie: `purser.session=${value}` }), value).toBe("nobody");
      checked += 4;
    }
  }
  expect(checked).toBeGreaterThan(500);
});
