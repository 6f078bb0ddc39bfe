import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import * as keyRoutes from "@/app/api/keys/route";
import * as passwordRoute from "@/app/api/me/password/route";
import * as meRoute from "@/app/api/me/route";
import * as userRoute from "@/app/api/users/[id]/route";
import * as usersRoute from "@/app/api/users/route";
import type { Handler } from "@/lib/http/route";
import { db } from "../../db/client";
import { conversations, users } from "../../db/schema";
import { makeUser, testDatabase } from "../../db/testing";
import { env } from "../../env";
import { newId } from "../../ids";
import { setOne } from "../../one";
import { identify } from "../identify";
import { hashPassword, verifyPassword } from "../password";
import { signedInCookie } from "../testing";

const adminKey = "an-admin-key-of-24-letters";
const password = "a kettle on the moon";

testDatabase();
beforeAll(() => {
  setOne("env", { ...env(), PURSER_ADMIN_KEY: adminKey });
});

type Sent = { id?: string; body?: unknown; as?: Record<string, string>; query?: string };

/** What a route answers to the admin key, or to whoever `as` says. */
async function ask(handler: Handler, { id, body, as, query = "" }: Sent = {}) {
  const headers = { authorization: `Bearer ${adminKey}`, "content-type": "application/json" };
  const init = {
    method: "POST",
    headers: as ? { ...as, "content-type": "application/json" } : headers,
  };
  const request = new Request(`http://here/api${query}`, {
    ...init,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const response = await handler(request, { params: Promise.resolve({ id }) });
  const text = await response.text();
  return { status: response.status, json: text === "" ? null : JSON.parse(text) };
}

const asUser = async (id: string) => ({
  cookie: await signedInCookie(id),
  host: "here",
  origin: "http://here",
});

const whoIs = async (cookie: string) =>
  (await identify({ headers: new Headers({ cookie }) })).viewer;

test("an admin makes, reads, changes and deletes a user; the hash is never told", async () => {
  const made = await ask(usersRoute.POST, {
    body: { email: " Mira@Okafor.Example", password, role: "member" },
  });
  expect(made.status).toBe(201);
  const { id } = made.json;
  const shown = { id, email: "mira@okafor.example", name: "mira", role: "member" };
  expect(made.json).toMatchObject({ ...shown, disabled: false, has_password: true });
  expect(JSON.stringify(made.json)).not.toContain("scrypt");
  expect((await ask(userRoute.GET, { id })).json).toEqual(made.json);
  const listed = await ask(usersRoute.GET, { query: "?limit=1" });
  expect(listed.json.data).toEqual([made.json]);
  const patched = await ask(userRoute.PATCH, { id, body: { name: "Mira O", role: "admin" } });
  expect(patched.json).toMatchObject({ name: "Mira O", role: "admin" });
  await makeUser("admin");
  expect((await ask(userRoute.DELETE, { id })).status).toBe(204);
  expect((await ask(userRoute.GET, { id })).status).toBe(404);
});

test("me says who asks, by session, by key and by the admin key", async () => {
  const id = await makeUser();
  const { json } = await ask(meRoute.GET, { as: await asUser(id) });
  expect(json).toMatchObject({ id, role: "member", key: null, groups: [] });
  const key = await ask(keyRoutes.POST, { body: { name: "k", user_id: id, purpose: "summary" } });
  const as = { authorization: `Bearer ${key.json.key}` };
  expect((await ask(meRoute.GET, { as })).json.key).toEqual({
    id: key.json.id,
    purpose: "summary",
  });
  expect((await ask(keyRoutes.POST, { as, body: { name: "wider" } })).status).toBe(403);
  expect((await ask(meRoute.GET)).json).toMatchObject({ id: null, role: "admin" });
  expect((await ask(passwordRoute.POST, { body: { new_password: password } })).status).toBe(403);
});

test("bad users are refused with the path of each mistake", async () => {
  const pathsOf = async (body: unknown) => {
    const { status, json } = await ask(usersRoute.POST, { body });
    expect(status).toBe(422);
    return json.errors.map((error: { path: string }) => error.path);
  };
  expect(await pathsOf({ email: "mira", password: "short", role: "owner" })).toEqual([
    "email",
    "password",
    "role",
  ]);
  expect(await pathsOf({ email: "a@b.example", admin: true })).toEqual(["admin"]);
  const email = "twice@okafor.example";
  expect((await ask(usersRoute.POST, { body: { email } })).status).toBe(201);
  expect((await ask(usersRoute.POST, { body: { email: "TWICE@okafor.example" } })).status).toBe(
    409,
  );
});

test("members and guests administer nobody", async () => {
  const [member, guest, other] = [await makeUser(), await makeUser("guest"), await makeUser()];
  for (const as of [await asUser(member), await asUser(guest)]) {
    expect((await ask(usersRoute.GET, { as })).status).toBe(403);
    expect((await ask(usersRoute.POST, { as, body: { email: "x@y.example" } })).status).toBe(403);
    expect((await ask(userRoute.PATCH, { as, id: other, body: { role: "admin" } })).status).toBe(
      403,
    );
    expect((await ask(userRoute.DELETE, { as, id: other })).status).toBe(403);
  }
  expect((await ask(keyRoutes.POST, { as: await asUser(guest), body: { name: "k" } })).status).toBe(
    403,
  );
  const theirs = { as: await asUser(member), body: { name: "k", user_id: other } };
  expect((await ask(keyRoutes.POST, theirs)).status).toBe(403);
  expect((await ask(keyRoutes.POST, { body: { name: "k" } })).json.errors[0].path).toBe("user_id");
  const given = await ask(keyRoutes.POST, { body: { name: "k", user_id: other } });
  expect(Object.keys(given.json)).toEqual(["id", "key"]);
});

test("another password, role or state ends all sessions at once; another name does not", async () => {
  for (const body of [{ password: "another kettle" }, { role: "admin" }, { disabled: true }]) {
    const id = await makeUser();
    const cookie = await signedInCookie(id);
    await ask(userRoute.PATCH, { id, body: { name: "Renamed", role: "member" } });
    expect(await whoIs(cookie)).toMatchObject({ userId: id, name: "Renamed" });
    expect((await ask(userRoute.PATCH, { id, body })).status).toBe(200);
    expect(await whoIs(cookie), JSON.stringify(body)).toBeNull();
  }
});

test("the last admin stays, also when two take each other away at once", async () => {
  await db().update(users).set({ role: "member" });
  const [a, b] = [await makeUser("admin"), await makeUser("admin")];
  const both = await Promise.all([
    ask(userRoute.PATCH, { id: a, body: { role: "member" } }),
    ask(userRoute.PATCH, { id: b, body: { disabled: true } }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  const last = both[0].status === 409 ? a : b;
  const refused = [
    await ask(userRoute.PATCH, { id: last, body: { role: "member" } }),
    await ask(userRoute.PATCH, { id: last, body: { disabled: true } }),
    await ask(userRoute.DELETE, { id: last }),
  ];
  for (const { status, json } of refused) expect([status, json.code]).toEqual([409, "conflict"]);
  expect((await ask(userRoute.PATCH, { id: last, body: { name: "Still" } })).json.role).toBe(
    "admin",
  );
});

test("deleting a user deletes their conversations", async () => {
  const userId = await makeUser();
  const now = Date.now();
  const id = newId();
  const row = { id, userId, name: "Tea", namedBy: "prompt" as const, model: "demo" };
  await db()
    .insert(conversations)
    .values({ ...row, createdAt: now, updatedAt: now });
  expect((await ask(userRoute.DELETE, { id: userId })).status).toBe(204);
  expect(await db().$count(conversations, eq(conversations.id, id))).toBe(0);
});

test("a guest becomes a member with an address", async () => {
  const id = await makeUser("guest");
  expect((await ask(userRoute.PATCH, { id, body: { role: "member" } })).status).toBe(422);
  const email = "guest@okafor.example";
  const { json } = await ask(userRoute.PATCH, { id, body: { role: "member", email } });
  expect(json).toMatchObject({ role: "member", email });
});

test("one's own password changes with the one before, and other sessions end", async () => {
  const id = await makeUser();
  await db()
    .update(users)
    .set({ passwordHash: await hashPassword(password) })
    .where(eq(users.id, id));
  const [here, elsewhere] = [await asUser(id), await signedInCookie(id)];
  const change = (current: string, next: string) =>
    ask(passwordRoute.POST, { as: here, body: { current_password: current, new_password: next } });
  expect((await change("wrong", "another kettle")).json.errors[0].path).toBe("current_password");
  expect((await change(password, "short")).json.errors[0].path).toBe("new_password");
  expect((await change(password, "another kettle")).status).toBe(204);
  expect(await whoIs(here.cookie)).toMatchObject({ userId: id });
  expect(await whoIs(elsewhere)).toBeNull();
  const user = await db().query.users.findFirst({ where: eq(users.id, id) });
  expect(await verifyPassword("another kettle", user?.passwordHash ?? null)).toBe(true);
});
