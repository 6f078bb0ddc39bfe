import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Config, config } from "../../config";
import { db } from "../../db/client";
import { users } from "../../db/schema";
import { makeUser, testDatabase } from "../../db/testing";
import { env } from "../../env";
import { openModels } from "../../models/open";
import { setOne } from "../../one";
import { Browser } from "./browser.testing";
import { startOpenIdProvider } from "./openid.testing";

testDatabase();

let provider: Awaited<ReturnType<typeof startOpenIdProvider>>;

beforeAll(async () => {
  await openModels();
  await makeUser("admin");
  provider = await startOpenIdProvider("purser");
  const OIDC = { OIDC_CLIENT_ID: "purser", OIDC_CLIENT_SECRET: "secret", OIDC_NAME: "Okafor ID" };
  setOne("env", { ...env(), ...OIDC, OIDC_ISSUER: provider.issuer });
});
afterAll(() => provider.close());

const usual = config();
const policy = (signUp: Config["signUp"]) => setOne("config", { ...usual, signUp });

/** Where the page between our form and the provider leads; a redirect is not allowed to. */
async function leadsTo(reply: Response): Promise<string> {
  expect([reply.status, reply.headers.get("location")]).toEqual([200, null]);
  const url = /content="0;url=([^"]+)"/.exec(await reply.text())?.[1] ?? "";
  return url.replaceAll("&#38;", "&");
}

/** Goes to the provider with one form, and comes back with what it says of the person. */
async function throughProvider(browser: Browser, claims: Record<string, unknown>) {
  const there = await browser.post("signin/oidc", { callbackUrl: "/usage" });
  const location = await leadsTo(there);
  expect(location.startsWith(`${provider.issuer}/authorize?`)).toBe(true);
  return browser.get(`callback/oidc?${provider.consent(location, claims)}`);
}

test("one form leads to the provider and back, with state, nonce and PKCE", async () => {
  const userId = await makeUser();
  const browser = new Browser();
  const email = `${userId}@example.com`;
  const back = await throughProvider(browser, { sub: "1", email, email_verified: true });
  expect(back.headers.get("location")).toBe("/usage");
  expect(await browser.who()).toBe(userId);
  const { verifier, challenge } = provider.state;
  expect(createHash("sha256").update(verifier).digest("base64url")).toBe(challenge);
});

test("an answer that was not asked for in this browser signs nobody in", async () => {
  const [asked, other] = [new Browser(), new Browser()];
  const there = await asked.post("signin/oidc", {});
  const claims = { sub: "1" };
  const answer = provider.consent(await leadsTo(there), claims);
  const back = await other.get(`callback/oidc?${answer}`);
  expect(back.headers.get("location")).toBe("/sign-in?error=OAuthCallback");
  expect(await other.who()).toBeNull();
});

test("an address the provider does not vouch for is refused in words", async () => {
  const userId = await makeUser();
  const browser = new Browser();
  const email = `${userId}@example.com`;
  for (const email_verified of [false, undefined, "true"]) {
    await throughProvider(browser, { sub: "2", email, email_verified });
    expect(await browser.who()).toBeNull();
    expect(flashOf(browser)).toMatch(/not verified/);
  }
});

test("a guest keeps their user when a provider's account signs up", async () => {
  const browser = new Browser();
  await browser.post("callback/guest", {});
  const guestId = await browser.who();
  const claims = { sub: "3", name: "Nadia", email: "nadia@okafor.example", email_verified: true };
  await throughProvider(browser, claims);
  expect(flashOf(browser)).toMatch(/^Sign-up is closed here/);
  expect(await browser.who()).toBe(guestId);
  policy("open");
  await throughProvider(browser, claims);
  policy("closed");
  expect(await browser.who()).toBe(guestId);
  const user = await db().query.users.findFirst({ where: eq(users.id, guestId ?? "") });
  expect(user).toMatchObject({ role: "member", name: "Nadia", email: "nadia@okafor.example" });
});

function flashOf(browser: Browser): string {
  const flash = Buffer.from(browser.cookies.get("purser.flash") ?? "", "base64url").toString();
  return JSON.parse(flash).detail;
}
