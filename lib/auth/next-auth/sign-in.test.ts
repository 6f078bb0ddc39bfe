import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "../../db/client";
import { users } from "../../db/schema";
import { makeUser, testDatabase } from "../../db/testing";
import { env } from "../../env";
import { openModels } from "../../models/open";
import { setOne } from "../../one";
import { hashPassword } from "../password";
import { Browser } from "./browser.testing";
import { waysOut } from "./ways-out.testing";

testDatabase();

const password = "a kettle on the moon";
let userId = "";
let email = "";
let passwordHash = "";

beforeAll(async () => {
  await openModels();
  passwordHash = await hashPassword(password);
});

beforeEach(async () => {
  userId = await makeUser();
  email = `${userId}@example.com`;
  await db().update(users).set({ passwordHash }).where(eq(users.id, userId));
});

const signIn = (browser: Browser, more: Record<string, string> = {}) =>
  browser.post("callback/credentials", { email, password, ...more });

test("a form without a script signs in, and leads where one came from", async () => {
  const browser = new Browser();
  const reply = await signIn(browser, { callbackUrl: "/usage" });
  expect([reply.status, reply.headers.get("location")]).toEqual([303, "/usage"]);
  expect(await browser.who()).toBe(userId);
  const cookie = reply.headers.getSetCookie().find((one) => one.startsWith("purser.session="));
  expect(cookie).toMatch(/Path=\/; .*HttpOnly; SameSite=Lax/);
  expect(cookie).not.toContain("Secure");
  const session = await (await browser.get("session")).json();
  expect(session.user).toEqual({ id: userId, name: "Test member", email, role: "member" });
});

test("next-auth's own way with its token works for programs", async () => {
  const browser = new Browser();
  const { csrfToken } = await (await browser.get("csrf")).json();
  const body = new URLSearchParams({ email, password, csrfToken, json: "true", callbackUrl: "/" });
  const init = { method: "POST", headers: browser.headers(), body };
  const reply = await browser.send("callback/credentials", init);
  expect([reply.status, await reply.json()]).toEqual([200, { url: "/" }]);
  expect(await browser.who()).toBe(userId);
});

test("without the token and from elsewhere nobody is signed in", async () => {
  const fields = { email, password };
  const froms: Record<string, string>[] = [
    { origin: "http://evil.example", "sec-fetch-site": "cross-site" },
    { origin: "null", "sec-fetch-site": "cross-site" },
    { origin: "http://chat.okafor.example:3001", "sec-fetch-site": "same-site" },
  ];
  for (const from of froms) {
    const browser = new Browser();
    await browser.post("callback/credentials", fields, from);
    expect(await browser.who()).toBeNull();
  }
  const bare = new Browser();
  const body = new URLSearchParams(fields);
  await bare.send("callback/credentials", { method: "POST", headers: bare.headers(), body });
  expect(await bare.who()).toBeNull();
});

test("a wrong password is a 401 in words, or the form again, without what was typed as one", async () => {
  const browser = new Browser();
  const wrong = await signIn(browser, { password: "another kettle", json: "true" });
  expect(wrong.status).toBe(401);
  const detail = "E-mail and password do not belong together.";
  expect(await wrong.json()).toMatchObject({ code: "unauthenticated", detail });
  const form = await signIn(browser, { password: "another kettle", callbackUrl: "/usage" });
  expect(form.headers.get("location")).toBe("/sign-in?callbackUrl=%2Fusage");
  const flash = Buffer.from(browser.cookies.get("purser.flash") ?? "", "base64url").toString();
  expect(JSON.parse(flash)).toEqual({ detail, errors: [], values: { email } });
  expect(await browser.who()).toBeNull();
});

test("a disabled account and one without a password are refused like a wrong one", async () => {
  await db().update(users).set({ disabledAt: 1 }).where(eq(users.id, userId));
  expect((await signIn(new Browser(), { json: "true" })).status).toBe(401);
  await db()
    .update(users)
    .set({ disabledAt: null, passwordHash: null })
    .where(eq(users.id, userId));
  expect((await signIn(new Browser(), { json: "true" })).status).toBe(401);
  expect((await signIn(new Browser(), { json: "true", email: "' OR 1=1--" })).status).toBe(401);
});

test("the session is a new one at each sign-in, and dead after signing out, on that device", async () => {
  const [laptop, phone] = [new Browser(), new Browser()];
  laptop.cookies.set("purser.session", "chosen-by-somebody-else");
  await signIn(laptop);
  await signIn(phone);
  const first = laptop.cookies.get("purser.session") ?? "";
  expect(first).not.toBe("chosen-by-somebody-else");
  await signIn(laptop);
  const replay = new Browser();
  replay.cookies.set("purser.session", first);
  expect(await replay.who()).toBeNull();
  replay.cookies.set("purser.session", laptop.cookies.get("purser.session") ?? "");
  expect(await replay.who()).toBe(userId);
  const out = await laptop.post("signout", { callbackUrl: "/sign-in" });
  expect(out.status).toBe(303);
  expect(laptop.cookies.has("purser.session")).toBe(false);
  expect(await replay.who()).toBeNull();
  expect(await (await replay.get("session")).json()).toEqual({});
  expect(await phone.who()).toBe(userId);
});

test("a guest is made by one form, and is the same guest when asked again", async () => {
  const browser = new Browser();
  const reply = await browser.post("callback/guest", {});
  expect([reply.status, reply.headers.get("location")]).toEqual([303, "/"]);
  const guestId = await browser.who();
  const guest = await db().query.users.findFirst({ where: eq(users.id, guestId ?? "") });
  expect(guest).toMatchObject({ role: "guest", email: null });
  expect(guest?.name).toMatch(/^Guest [2-9A-Z]{4}$/);
  await browser.post("callback/guest", {});
  expect(await browser.who()).toBe(guestId);
});

test("no callbackUrl leads out of the site, in the form, the address or the cookie", async () => {
  const browser = new Browser();
  await signIn(browser);
  for (const wanted of waysOut) {
    const replies = [
      await browser.post("signout", { callbackUrl: wanted }),
      await browser.get(`signin?callbackUrl=${encodeURIComponent(wanted)}`),
    ];
    browser.cookies.set("next-auth.callback-url", encodeURIComponent(wanted));
    replies.push(await browser.post("signout", {}));
    browser.cookies.delete("next-auth.callback-url");
    for (const reply of replies) {
      // A form with a NUL in it is refused whole, and leads nowhere.
      if (wanted.includes("\0") && reply.status === 422) continue;
      expect(reply.status, wanted).toBe(303);
      const location = reply.headers.get("location") ?? "";
      expect(["/", "/sign-in?callbackUrl=%2F"], wanted).toContain(location);
    }
  }
});

test("what next-auth does not do here, and nonsense, is no server error", async () => {
  const browser = new Browser();
  for (const path of ["_log", "callback/nobody", "signin/credentials", "session", "", "a/b/c"]) {
    const { status } = await browser.post(path, { level: "constructor" });
    expect([303, 404], path).toContain(status);
  }
  for (const path of [
    "callback/oidc?code=x",
    "error?error=<script>",
    "verify-request",
    "nothing",
  ]) {
    expect((await browser.get(path)).status, path).toBeLessThan(500);
  }
  const json = { method: "POST", headers: browser.headers({ "content-type": "application/json" }) };
  expect((await browser.send("callback/credentials", { ...json, body: "{" })).status).toBe(422);
});

test("over https the cookies are bound to the host and to https", async () => {
  const before = env();
  setOne("env", { ...before, PURSER_PUBLIC_URL: "https://chat.okafor.example" });
  const browser = new Browser();
  const set = (await signIn(browser)).headers.getSetCookie();
  setOne("env", before);
  for (const name of ["session", "device"]) {
    const cookie = set.find((one) => one.startsWith(`__Host-purser.${name}=`));
    expect(cookie, name).toMatch(/; Secure/);
    expect(cookie, name).not.toMatch(/Domain/);
  }
});
