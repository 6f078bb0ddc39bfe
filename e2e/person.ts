import { type BrowserContext, expect } from "@playwright/test";
import { type Api, api } from "./api";
import type { Purser } from "./purser";

export type Role = "member" | "admin";

export type TestPerson = {
  id: string;
  email: string;
  key: string;
  /** Requests with their key. */
  api: Api;
  /** Signs a browser in as them, the way the sign-in page does; returns their password. */
  signIn(context: BrowserContext): Promise<string>;
};

let made = 0;

/** A person of their own for a test, made over the API, with a key. */
export async function makePerson(purser: Purser, role: Role = "member"): Promise<TestPerson> {
  const email = `person-${process.pid}-${made++}@example.com`;
  const asked = { email, role, name: `Person ${made}` };
  const user = await purser.admin.post<{ id: string }>("/api/users", asked);
  expect(user.status, JSON.stringify(user.body)).toBe(201);
  const { id } = user.body;
  const key = await purser.admin.post<{ key: string }>("/api/keys", { name: "e2e", user_id: id });
  expect(key.status, JSON.stringify(key.body)).toBe(201);
  return {
    id,
    email,
    key: key.body.key,
    api: api(purser.url, key.body.key),
    signIn: (context) => signIn(context, purser, id, email),
  };
}

async function signIn(
  { request }: BrowserContext,
  { url, admin }: Purser,
  id: string,
  email: string,
): Promise<string> {
  // Only now: hashing one is slow on purpose, and most tests use keys.
  const password = `a long enough secret ${id}`;
  expect((await admin.patch(`/api/users/${id}`, { password })).status).toBe(200);
  const form = { email, password, json: "true" };
  const headers = { origin: url };
  const reply = await request.post(`${url}/api/auth/callback/credentials`, { form, headers });
  expect(reply.ok(), await reply.text()).toBe(true);
  expect((await request.get(`${url}/api/me`)).status()).toBe(200);
  return password;
}
