import type { Browser } from "@playwright/test";
import { type Cookies, openTab, PHONE, signIn, slowDown, startBrowser, type Tab } from "./browser";
import { median } from "./numbers";
import { MODEL, type Purser } from "./purser";

export interface PageCost {
  name: string;
  /** Of JavaScript over the wire, with an empty cache. */
  scriptKb: number;
  /** Largest contentful paint on a slow phone; the median. */
  paintMs: number;
}

const ROUNDS = 3;
/** Nothing larger is painted after the network was quiet for this long. */
const QUIET_MS = 500;

/** What the first pages cost who opens them for the first time. */
export async function measureFirstPage(purser: Purser): Promise<PageCost[]> {
  const browser = await startBrowser();
  try {
    const cookies = await signIn(browser, purser);
    const conversation = await makeConversation(purser);
    const pages: [string, string, Cookies][] = [
      ["/", "/", cookies],
      ["/sign-in", "/sign-in", []],
      ["/c/<id>", `/c/${conversation}`, cookies],
    ];
    const measured: PageCost[] = [];
    for (const [name, path, as] of pages) {
      const scriptKb = await scripts(browser, as, purser.url + path);
      const paints: number[] = [];
      for (let n = 0; n < ROUNDS; n++) paints.push(await paint(browser, as, purser.url + path));
      measured.push({ name, scriptKb, paintMs: median(paints) });
    }
    return measured;
  } finally {
    await browser.close();
  }
}

async function makeConversation({ url, userKey }: Purser): Promise<string> {
  const prompt = '@upstream {"text": "@markdown"} What does the ledger say?';
  const reply = await fetch(`${url}/api/conversations`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "text/event-stream",
      authorization: `Bearer ${userKey}`,
    },
    body: JSON.stringify({ prompt, model: MODEL }),
  });
  const [, id] = /"conversation_id":"(\w+)"/.exec(await reply.text()) ?? [];
  if (!id) throw new Error("no conversation was made");
  return id;
}

async function scripts(browser: Browser, cookies: Cookies, url: string): Promise<number> {
  const tab = await openTab(browser, cookies, PHONE);
  const requests = new Set<string>();
  let bytes = 0;
  tab.cdp.on("Network.responseReceived", ({ requestId, response }) => {
    if (/javascript/.test(response.mimeType)) requests.add(requestId);
  });
  tab.cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (requests.has(requestId)) bytes += encodedDataLength;
  });
  await load(tab, url);
  await tab.context.close();
  return bytes / 1024;
}

async function paint(browser: Browser, cookies: Cookies, url: string): Promise<number> {
  const tab = await openTab(browser, cookies, PHONE);
  await slowDown(tab, PHONE);
  await load(tab, url);
  const largest = await tab.page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const observer = new PerformanceObserver((list) =>
          resolve(list.getEntries().at(-1)?.startTime ?? Number.NaN),
        );
        observer.observe({ type: "largest-contentful-paint", buffered: true });
      }),
  );
  await tab.context.close();
  return largest;
}

async function load({ page }: Tab, url: string): Promise<void> {
  const reply = await page.goto(url, { waitUntil: "networkidle" });
  if (reply?.status() !== 200 || page.url() !== url) throw new Error(`not there: ${url}`);
  await page.waitForTimeout(QUIET_MS);
}
