import { addressOf, type Decision, decisions } from "./access";
import { expect, test } from "./access-house";
import type { Headers } from "./house";

/** Ways around checks that stood before the handler, in Next.js and in others (A1, A5). */
const headerTricks: Headers[] = [
  { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
  { "x-middleware-subrequest": "src/middleware:src/middleware:src/middleware:src/middleware" },
  { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy", "x-middleware-next": "1" },
  { RSC: "1" },
  { RSC: "1", "Next-Router-Prefetch": "1", "Next-Router-Segment-Prefetch": "/_tree" },
  { "x-nextjs-data": "1" },
  { "x-invoke-path": "/healthz", "x-invoke-status": "200", "x-matched-path": "/healthz" },
  { "x-original-url": "/healthz", "x-rewrite-url": "/healthz" },
  { "x-http-method-override": "GET" },
  { "x-forwarded-host": "localhost", "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1" },
  { "x-api-key": "' OR 1=1--" },
  { cookie: "purser.session=' OR 1=1--; next-auth.session-token=x" },
];

const badAuthorizations = [
  "Bearer",
  "Bearer ",
  "Bearer ' OR 1=1--",
  "Bearer null",
  `Bearer ${"x".repeat(8000)}`,
  "Basic YWRtaW46YWRtaW4=",
  "bearer\tx",
  "e2e-admin-key-0123456789abcdef",
];

const pathTricks: ((path: string) => string)[] = [
  (path) => `${path}.rsc`,
  (path) => `${path}.segments/_tree.segment.rsc`,
  (path) => `/${path}`,
  (path) => `${path}/`,
  (path) => path.replace("/api/", "/api//"),
  (path) => path.replace("/api/", "/%61pi/"),
  (path) => path.replace("/api/", "/api/./"),
  (path) => path.replace("/api/", "/api%2f"),
  (path) => path.replace("/api/", "/healthz/%2e%2e/api/"),
  (path) => path.replace("/api/", "/_next/../api/"),
  (path) => path.replace("/api/", "/_next/data/build/api/"),
  (path) => path.replace("/api/", "/API/"),
  (path) => `${path}?__nextDefaultLocale=en&_rsc=1`,
];

const closed = Object.entries(decisions).filter(([, { status }]) => status.nobody === 401);

test("no header lets nobody in, or somebody else to what is not theirs", async ({ house }) => {
  const owner = await house.owner();
  const send = async (route: string, decision: Decision, headers: Headers) => {
    const [method] = route.split(" ");
    const url = house.purser.url + addressOf(route, decision, owner.theirs);
    // Followed: with `RSC` Next.js first asks for another address of the same page.
    return (await fetch(url, { method, headers })).status;
  };
  for (const [route, decision] of closed) {
    for (const headers of headerTricks) {
      expect(await send(route, decision, headers), JSON.stringify({ route, headers })).toBe(401);
    }
    // Of an id in the address: what a body names is not looked at without one.
    if (decision.status.other !== 404 || !route.includes("{")) continue;
    const tricked = { ...headerTricks[0], ...headerTricks[3], ...house.other };
    expect(await send(route, decision, tricked), route).toBe(404);
  }
});

test("no malformed authorization is anything but 401, or a failure of ours", async ({ house }) => {
  for (const authorization of badAuthorizations) {
    for (const path of ["/api/me", "/api/conversations", "/metrics", "/healthz", "/api/nothing"]) {
      const headers = { authorization, cookie: house.guest.cookie ?? "" };
      const { status } = await fetch(house.purser.url + path, { headers });
      expect(status, `${path} ${authorization.slice(0, 40)}`).toBe(401);
    }
  }
});

test("no spelling of an address goes around its handler", async ({ house }) => {
  const owner = await house.owner();
  for (const [route, decision] of closed.filter(([name]) => name.startsWith("GET"))) {
    const path = addressOf(route, decision, owner.theirs);
    for (const trick of pathTricks) {
      for (const headers of [{}, house.other]) {
        const reply = await fetch(house.purser.url + trick(path), { headers, redirect: "manual" });
        const text = await reply.text();
        const { conversation, call, cap } = owner.theirs;
        const told = text.replaceAll(path, "").replaceAll(encodeURIComponent(path), "");
        const asked = `${trick(path)} ${reply.status} ${text.slice(0, 200)}`;
        expect(reply.status, asked).toBeLessThan(500);
        if (headers === house.other) continue;
        if (reply.ok) expect(told, asked).toContain("<!DOCTYPE html>");
        for (const id of [conversation, call, cap])
          if (!path.includes(id)) expect(told).not.toContain(id);
      }
    }
  }
});
