import { addressOf, decisions } from "./access";
import { expect, test } from "./access-house";
import type { Headers, House } from "./house";

const always: Record<string, string | RegExp> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "permissions-policy": /camera=\(\)/,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "content-security-policy": /script-src 'self' 'nonce-[\w-]{22}' 'strict-dynamic';/,
};

const odd = [
  ["GET", "/no/such/page"],
  ["GET", "/c/no-such-conversation"],
  ["GET", "/s/no-such-share"],
  ["GET", "/%E0%A4%A"],
  ["GET", "//elsewhere"],
  ["GET", "/_next/static/none.js"],
  ["GET", "/_next/image?url=http://elsewhere.example/x.png&w=64&q=75"],
  ["GET", "/icon.svg"],
  ["POST", "/"],
  ["POST", "/healthz"],
  ["PUT", "/api/keys"],
  ["OPTIONS", "/api/keys"],
  ["HEAD", "/"],
] as const;

/** Every route and page as its owner asks for it, and what is no address at all. */
async function replies(house: House, headers: Headers) {
  const { theirs } = await house.owner();
  const there = Object.entries(decisions).map(([route, decision]): [string, string] => [
    route.split(" ")[0]?.replace("PAGE", "GET") ?? "",
    addressOf(route, decision, theirs),
  ]);
  return Promise.all(
    [...odd, ...there].map(async ([method, path]) => {
      const asked = { method, headers, redirect: "manual" } as const;
      const reply = await fetch(house.purser.url + path, asked);
      return { asked: `${method} ${path}`, path, reply, text: await reply.text() };
    }),
  );
}

/** Of /v1, but for what Next.js answers there: no page, so it may load and run nothing at all. */
const isPlain = (path: string) => path.startsWith("/v1/") && path !== "/v1/traces";
const plainPolicy = /^default-src 'none'; frame-ancestors 'none'$/;

test("every reply has the headers, errors, files and refusals too", async ({ house }) => {
  for (const { asked, path, reply } of await replies(house, {})) {
    const policy = isPlain(path) && { "content-security-policy": plainPolicy };
    for (const [name, value] of Object.entries({ ...always, ...policy })) {
      expect(reply.headers.get(name), `${asked}: ${name}`).toMatch(value);
    }
    expect(reply.headers.get("x-powered-by"), asked).toBeNull();
    expect(reply.headers.get("strict-transport-security"), asked).toBeNull();
    expect(reply.headers.get("access-control-allow-origin"), asked).toBeNull();
  }
});

test("what is private is not kept by anybody on the way; shares are not indexed", async ({
  house,
}) => {
  for (const { asked, path, reply } of await replies(house, house.admin)) {
    if (/^\/(_next\/(static|image)|icon)|^\/\//.test(path) || reply.status === 405) continue;
    if (reply.status === 204 || /^(OPTIONS|HEAD)/.test(asked)) continue;
    const kept = reply.headers.get("cache-control");
    expect(kept, `${asked} ${reply.status}`).toMatch(/no-store|no-cache, no-transform/);
    if (/^\/(api\/)?s(hares)?\//.test(path)) {
      expect(reply.headers.get("x-robots-tag"), asked).toContain("noindex");
    }
  }
});

test("each page has a nonce of its own on all it runs, whatever the request says", async ({
  house,
}) => {
  const evil = "ZXZpbGV2aWxldmlsZXZpbA";
  const headers = {
    ...house.admin,
    "content-security-policy": `script-src 'nonce-${evil}'`,
    "content-security-policy-report-only": `script-src 'nonce-${evil}'`,
    "x-nonce": evil,
  };
  const pages = (await replies(house, headers)).filter(({ text }) => /^<!doctype/i.test(text));
  expect(pages.length).toBeGreaterThan(5);
  const nonces = new Set<string>();
  for (const { asked, reply, text } of pages) {
    const policy = reply.headers.get("content-security-policy") ?? "";
    const [, nonce = "none"] = /'nonce-([^']+)'/.exec(policy) ?? [];
    nonces.add(nonce);
    expect(text, asked).not.toContain(evil);
    const tags = text.match(/<(script|style)\b[^>]*>|<link\b[^>]*rel="stylesheet"[^>]*>/g) ?? [];
    expect(tags.length, asked).toBeGreaterThan(0);
    for (const tag of tags) expect(tag, asked).toContain(`nonce="${nonce}"`);
  }
  expect(nonces.size).toBe(pages.length);
});

test("with an https address there is HSTS", async ({ newPurser }) => {
  const settings = { PURSER_PUBLIC_URL: "https://purser.example" };
  const { url } = await newPurser({ settings });
  const { headers } = await fetch(`${url}/healthz`);
  expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
});
