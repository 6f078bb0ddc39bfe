import { type BrowserContext, expect } from "@playwright/test";
import { type Api, api } from "./api";
import type { Purser } from "./purser";

export type Role = "member" | "admin";

export type TestPerson = {
  id: string;
  email: string;
  password: string;
  key: string;
  /** Requests with their key. */
  api: Api;
  /** Signs a browser in as them, the way the sign-in page does. */
  signIn(context: BrowserContext): Promise<void>;
};

let made = 0;

/** A person of their own for a test, made over the API, with a key. */
export async function makePerson(purser: Purser, role: Role = "member"): Promise<TestPerson> {
  const email = `person-${process.pid}-${made++}@example.com`;
  const password = `a long enough secret ${made}`;
  const asked = { email, password, role, name: `Person ${made}` };
  const user = await purser.admin.post<{ id: string }>("/api/users", asked);
  expect(user.status, JSON.stringify(user.body)).toBe(201);
  const { id } = user.body;
  const key = await purser.admin.post<{ key: string }>("/api/keys", { name: "e2e", user_id: id });
  expect(key.status, JSON.stringify(key.body)).toBe(201);
  return {
    id,
    email,
    password,
    key: key.body.key,
    api: api(purser.url, key.body.key),
    signIn: (context) => signIn(context, purser.url, { email, password }),
  };
}

async function signIn(
  { request }: BrowserContext,
  url: string,
  credentials: { email: string; password: string },
): Promise<void> {
  const { csrfToken } = await (await request.get(`${url}/api/auth/csrf`)).json();
  const form = { ...credentials, csrfToken, json: "true" };
  const reply = await request.post(`${url}/api/auth/callback/credentials`, {
    form,
    headers: { origin: url },
  });
  expect(reply.ok(), await reply.text()).toBe(true);
  expect((await request.get(`${url}/api/me`)).status()).toBe(200);
}
