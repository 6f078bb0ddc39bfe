import type { BrowserContext, Page } from "@playwright/test";
import { addressOf, decisions } from "./access";
import { expect, test } from "./access-house";
import type { House, Owner } from "./house";

const pages = Object.entries(decisions).filter(([route]) => route.startsWith("PAGE"));

/** What went wrong in a tab: what the policy stopped, what was thrown, what was asked elsewhere. */
async function watch(context: BrowserContext, url: string): Promise<string[]> {
  const wrong: string[] = [];
  await context.exposeBinding("reportViolation", (_source, said: string) => void wrong.push(said));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const { violatedDirective, blockedURI, sourceFile, lineNumber, sample } = event;
      const report = Reflect.get(window, "reportViolation") as (said: string) => void;
      report(`${violatedDirective} ${blockedURI} ${sample} (${sourceFile}:${lineNumber})`);
    });
  });
  context.on("weberror", (error) => wrong.push(String(error.error())));
  context.on("console", (message) => {
    if (message.type() === "error") wrong.push(message.text());
  });
  context.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith(`${url}/`) && !/^(data|blob):/.test(asked)) wrong.push(asked);
  });
  return wrong;
}

/** Opens and closes whatever opens on a page: menus and dialogs bring styles along. */
async function openAll(page: Page): Promise<void> {
  const opening = page.locator("[aria-haspopup]:visible");
  for (let at = 0; at < (await opening.count()); at++) {
    await opening.nth(at).click();
    await page.keyboard.press("Escape");
  }
}

async function signedIn(house: House, owner: Owner, context: BrowserContext): Promise<void> {
  await house.purser.admin.patch(`/api/users/${owner.person.id}`, { role: "admin" });
  await owner.person.signIn(context);
}

for (const [route, decision] of pages) {
  test(`${route} runs under the policy, asks nobody else, throws nothing`, async ({
    house,
    browser,
  }) => {
    const owner = await house.owner();
    const context = await browser.newContext();
    await signedIn(house, owner, context);
    const wrong = await watch(context, house.purser.url);
    const page = await context.newPage();
    await page.goto(house.purser.url + addressOf(route, decision, owner.theirs));
    await page.waitForLoadState("networkidle");
    await openAll(page);
    expect(wrong).toEqual([]);
    await context.close();
  });
}

test("a page that does not exist runs under the policy too", async ({ house, browser }) => {
  const context = await browser.newContext();
  const wrong = await watch(context, house.purser.url);
  const page = await context.newPage();
  const reply = await page.goto(`${house.purser.url}/no/such/page`);
  expect(reply?.status()).toBe(404);
  expect(wrong.filter((said) => !said.includes("404 (Not Found)"))).toEqual([]);
  await context.close();
});
