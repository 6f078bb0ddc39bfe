import {
  type Browser,
  type BrowserContext,
  type CDPSession,
  chromium,
  type Page,
} from "@playwright/test";
import { findChromium } from "../scripts/chromium.mjs";
import type { Purser } from "./purser";

const MBIT = 1_000_000 / 8;
/** A middling phone on a slow line. */
export const PHONE = {
  width: 390,
  height: 844,
  cpu: 4,
  latencyMs: 150,
  down: 1.6 * MBIT,
  up: 0.75 * MBIT,
};

export type Cookies = Awaited<ReturnType<BrowserContext["cookies"]>>;
export interface Tab {
  page: Page;
  cdp: CDPSession;
  context: BrowserContext;
}

export async function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: (await findChromium()) ?? undefined });
}

/** The cookies of the one user, signed in as the sign-in page does. */
export async function signIn(browser: Browser, { url, email, password }: Purser): Promise<Cookies> {
  const context = await browser.newContext();
  const reply = await context.request.post(`${url}/api/auth/callback/credentials`, {
    form: { email, password, json: "true" },
    headers: { origin: url },
  });
  if (!reply.ok()) throw new Error(`not signed in: ${reply.status()}`);
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

/** A tab with an empty cache. */
export async function openTab(
  browser: Browser,
  cookies: Cookies,
  viewport: { width: number; height: number },
): Promise<Tab> {
  const context = await browser.newContext({ viewport });
  await context.addCookies(cookies);
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send("Network.enable");
  return { page, cdp, context };
}

export async function slowDown({ cdp }: Tab, slow: typeof PHONE): Promise<void> {
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: slow.cpu });
  await cdp.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: slow.latencyMs,
    downloadThroughput: slow.down,
    uploadThroughput: slow.up,
  });
}
