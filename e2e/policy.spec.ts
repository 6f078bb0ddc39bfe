import type { APIRequestContext, Page } from "@playwright/test";
import { calls, conversation, type Started } from "./chat";
import { expect, model, test } from "./fixtures";
import { names } from "./payloads";
import type { TestPerson } from "./person";
import type { Purser } from "./purser";
import { madeOfNames, watch } from "./watch";

type Upstream = import("./upstream/server").Upstream;

/** Everything that can have a name gets one that is a payload; gives a conversation. */
async function nameAll(purser: Purser, admin: TestPerson, upstream: Upstream): Promise<string> {
  const made = async (path: string, body: object) => {
    const reply = await purser.admin.post<{ id: string }>(path, body);
    expect(reply.status, `${path} ${JSON.stringify(reply.body)}`).toBeLessThan(300);
    return reply.body.id;
  };
  const renamed = await purser.admin.patch(`/api/users/${admin.id}`, { name: names[0] });
  expect(renamed.status).toBe(200);
  let last = "";
  for (const [n, name] of names.entries()) {
    const models = [{ ...model, id: `payload-${n}`, name }];
    const base_url = upstream.baseUrl;
    const place = { name, kind: "openai-compatible", base_url, api_key: "sk-1", models };
    await made("/api/endpoints", place);
    const user = await made("/api/users", { email: `payload-${n}@example.com`, name });
    await made("/api/keys", { name, user_id: admin.id });
    await made("/api/groups", { name, members: [user] });
    await made("/api/allowances", {
      name,
      kind: "budget",
      level: "user",
      subject_id: admin.id,
      window: "none",
      credits: 1e9,
    });
    last = await startNamed(admin, upstream, n);
  }
  return last;
}

async function startNamed(admin: TestPerson, upstream: Upstream, n: number): Promise<string> {
  const sign = `Prompt ${n}`;
  upstream.queue({ match: { stream: false, contains: sign }, text: names[n] });
  const asked = { prompt: `${sign} ${names[n]}`, model: `payload-${n}` };
  const { status, body } = await admin.api.post<Started>("/api/conversations", asked);
  expect(status, JSON.stringify(body)).toBe(201);
  const named = async () => (await conversation(admin, body.id)).name;
  await expect.poll(named).not.toContain("Prompt");
  return body.id;
}

/** Loads a page and opens whatever it opens. */
async function leafThrough(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForLoadState("networkidle");
  const openers = page.locator("main [aria-haspopup], main form [aria-haspopup]");
  for (const opener of await openers.all()) {
    if (!(await opener.isVisible()) || !(await opener.isEnabled())) continue;
    await opener.click();
    await page.keyboard.press("Escape");
  }
}

const pages = ["/", "/usage", "/settings", "/admin/people", "/admin/models", "/admin/allowances"];

test("names that are payloads are only names, and no page breaks the policy", async ({
  newPurser,
  context,
  page,
  person,
  upstream,
}) => {
  test.setTimeout(120_000);
  const purser = await newPurser();
  const admin = await person({ role: "admin", at: purser });
  const id = await nameAll(purser, admin, upstream);
  await admin.signIn(context);
  const found = await watch(context, new URL(purser.url).origin);
  const share = await admin.api.post<{ url: string }>(`/api/conversations/${id}/shares`, {
    mode: "snapshot",
  });
  const [call] = await calls(admin);
  const all = [
    ...pages,
    `/c/${id}`,
    `/usage/${call?.id}`,
    share.body.url,
    "/nothing",
    "/c/nothing",
  ];
  for (const path of all) {
    await leafThrough(page, purser.url + path);
    expect(await madeOfNames(page), path).toEqual([]);
    expect(found, path).toEqual([]);
  }
  await page.goto(`${purser.url}/`);
  for (const name of names.slice(2, 5)) {
    await expect(page.locator("body")).toContainText(name.replace(/["*>]+$|^["*>]+/g, ""));
  }
  await context.clearCookies();
  await leafThrough(page, `${purser.url}/sign-in`);
  expect(found).toEqual([]);
});

const addresses = [
  ...pages,
  "/sign-in",
  "/nothing",
  "/c/nothing",
  "/s/nothing",
  "/usage/nothing",
  "/%zz",
  "/%00",
  "/api/nothing",
  "/api/me",
  "/api/models",
  "/icon.svg",
  "/healthz",
  "/readyz",
  "/_next/static/nothing.js",
  "/_next/image?url=https://evil.example/x.png&w=64&q=75",
];

test("every reply has the policy, each with a nonce of its own", async ({
  purser,
  context,
  person,
}) => {
  await (await person({ role: "admin" })).signIn(context);
  const nonces = new Set<string>();
  for (const path of addresses) {
    for (const as of [context.request, null]) {
      nonces.add(await nonceOf(as, purser.url + path));
      nonces.add(await nonceOf(as, purser.url + path));
    }
  }
  expect(nonces.size).toBe(addresses.length * 4);
});

/** What an attacker would set in front of us. */
const forged = {
  "content-security-policy": "script-src 'nonce-forged'",
  "x-nonce": "forged",
};

async function nonceOf(request: APIRequestContext | null, url: string): Promise<string> {
  const reply = await get(request, url);
  const policy = reply.headers["content-security-policy"] ?? "";
  const [, nonce = ""] = /script-src [^;]*'nonce-([\w-]{20,})'/.exec(policy) ?? [];
  expect(nonce, url).not.toBe("");
  const scripts = /script-src ([^;]*)/.exec(policy)?.[1];
  expect(scripts, url).not.toMatch(/unsafe|https?:|data:|blob:|\*/);
  expect(policy, url).toMatch(/object-src 'none'.*base-uri 'none'.*frame-ancestors 'none'/);
  expect(/style-src ([^;]*)/.exec(policy)?.[1], url).not.toContain("unsafe");
  expect(reply.headers, url).toMatchObject({
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-dns-prefetch-control": "off",
  });
  if (reply.headers["content-type"]?.startsWith("text/html")) {
    const tags = reply.text.match(/<(script|style)\b[^>]*>/g) ?? [];
    const strangers = tags.filter((tag) => !tag.includes(`nonce="${nonce}"`));
    expect(strangers, url).toEqual([]);
  }
  expect(reply.text, url).not.toContain("forged");
  return nonce;
}

async function get(request: APIRequestContext | null, url: string) {
  if (!request) {
    const reply = await fetch(url, { headers: forged, redirect: "manual" });
    return { headers: Object.fromEntries(reply.headers), text: await reply.text() };
  }
  const reply = await request.get(url, { headers: forged, maxRedirects: 0 });
  return { headers: reply.headers(), text: await reply.text() };
}
