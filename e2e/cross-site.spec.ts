import { createServer } from "node:http";
import { addressOf, decisions } from "./access";
import { expect, test } from "./access-house";
import type { Page } from "./api";
import type { Headers } from "./house";

const changing = Object.entries(decisions).filter(
  ([route, { status }]) => !route.startsWith("GET") && status.nobody === 401,
);

const elsewhere: [string, Headers][] = [
  ["no origin", {}],
  ["another origin", { origin: "https://elsewhere.example" }],
  ["a sandboxed frame", { origin: "null" }],
  ["another port", { origin: "http://127.0.0.1:1" }],
  ["cross-site", { "sec-fetch-site": "cross-site" }],
  ["same site, not same origin", { "sec-fetch-site": "same-site" }],
  ["typed in", { "sec-fetch-site": "none" }],
];

test("a cookie does nothing for a request from elsewhere", async ({ house, browser }) => {
  const owner = await house.owner();
  const context = await browser.newContext();
  await owner.person.signIn(context);
  const cookies = await context.cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const before = await everythingOf(owner.person.api);
  for (const [route, decision] of changing) {
    const [method] = route.split(" ");
    const url = house.purser.url + addressOf(route, decision, owner.theirs);
    const body = JSON.stringify(decision.body?.(owner.theirs) ?? {});
    for (const [name, headers] of elsewhere) {
      for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded"]) {
        const sent = { ...headers, cookie, "content-type": type };
        const reply = await fetch(url, { method, body, headers: sent, redirect: "manual" });
        // Cookies are nobody's on /v1, whoever sends them.
        const refused = route.includes(" /v1/") ? [401, 403] : [403];
        expect(refused, `${route}, ${name}, ${type}`).toContain(reply.status);
        expect(reply.headers.get("access-control-allow-origin")).toBeNull();
      }
    }
  }
  expect(await everythingOf(owner.person.api)).toEqual(before);
  await context.close();
});

test("a form on another site starts nothing in a browser that is signed in", async ({
  house,
  browser,
}) => {
  const { person } = await house.owner();
  const before = await everythingOf(person.api);
  // The same host at another port is the same site to cookies: they are sent along.
  const page = `<form method="post" action="${house.purser.url}/api/conversations">
    <input name="prompt" value="Spend it"><button>Go</button></form>`;
  const other = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end(page);
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as { port: number };
  const context = await browser.newContext();
  await person.signIn(context);
  const tab = await context.newPage();
  await tab.goto(`http://127.0.0.1:${port}/`);
  const reply = tab.waitForResponse(`${house.purser.url}/api/conversations`);
  await tab.click("button");
  expect((await reply).status()).toBe(403);
  expect(await everythingOf(person.api)).toEqual(before);
  await context.close();
  other.close();
});

/** What a request could have changed: what there is, and what was spent or held for it. */
async function everythingOf(api: { get<T>(path: string): Promise<{ body: T }> }): Promise<unknown> {
  const lists = ["/api/conversations", "/api/keys", "/api/usage/calls", "/api/allowances"];
  const pages = await Promise.all(lists.map((path) => api.get<Page<unknown>>(path)));
  return pages.map(({ body }) => body.data);
}
