import type { BrowserContext, Page } from "@playwright/test";
import { chat, directed } from "./chat";
import { addUpstream, expect, model, test } from "./fixtures";
import type { TestPerson } from "./person";
import type { Purser } from "./purser";

/** Of what stands twice, once for a phone, the one that is shown. */
const composer = (page: Page) => page.getByRole("textbox", { name: "Message" });

async function tabOf(person: TestPerson, context: BrowserContext): Promise<Page> {
  await person.signIn(context);
  return context.newPage();
}

const left = async (person: TestPerson, id: string) => {
  const reply = await person.api.get<{ data: { id: string; remaining_credits: number }[] }>(
    "/api/allowances",
  );
  return reply.body.data.find((each) => each.id === id)?.remaining_credits;
};

type Stage = {
  purser: Purser;
  mira: TestPerson;
  /** Her browser, and an admin's. */
  hers: Page;
  admins: Page;
  /** The allowance that all is about. */
  id: string;
};

/** A threshold is noticed where one chats, and put away for good. */
async function noticed({ purser, mira, hers }: Stage): Promise<void> {
  const own = { name: "My own", kind: "cap", level: "user", window: "calendar-day" };
  const cap = await mira.api.post<{ id: string }>("/api/allowances", { ...own, credits: 1e6 });
  const spent = await chat(mira, directed({ tokens: 900, match: { stream: true } }));
  expect(spent.receipt?.status).toBe("done");
  const reached = async () =>
    (await mira.api.get<{ data: { threshold: number }[] }>("/api/notices?open=1")).body.data;
  await expect
    .poll(async () => (await reached()).map(({ threshold }) => threshold))
    .toEqual([50, 50]);
  await hers.goto(purser.url);
  const notices = hers.getByRole("list", { name: "Notices" }).getByRole("listitem");
  await expect(notices).toHaveCount(1);
  await notices.getByRole("link", { name: "and 1 more" }).click();
  await expect(notices).toHaveCount(2);
  await hers.getByRole("button", { name: /^Put away: 50 % of “My own”/ }).click();
  await hers.goto(purser.url);
  const line = hers.getByText(/^50 % of “Chat, each day” is spent\./);
  await expect(line).toBeVisible();
  await expect(hers.getByText(/It refills at 00:00 UTC/).first()).toBeVisible();
  await hers.getByRole("button", { name: /^Put away: 50 %/ }).click();
  await expect(line).toHaveCount(0);
  await expect.poll(reached).toEqual([]);
  await hers.reload();
  await expect(composer(hers)).toBeVisible();
  await expect(line).toHaveCount(0);
  await mira.api.delete(`/api/allowances/${cap.body.id}`);
}

/** Asking where it is used up. */
async function askedFor({ purser, hers, id }: Stage): Promise<void> {
  await purser.admin.patch(`/api/allowances/${id}`, { credits: 560_000 });
  await hers.reload();
  await composer(hers).fill("A message that is too dear for what there is left of it. ".repeat(40));
  await composer(hers).press("Enter");
  await expect(hers.getByText("Ask for more")).toBeVisible();
  await hers.getByLabel("How much").selectOption({ index: 0 });
  await hers.getByLabel("What for").fill("Letter has to go out tonight");
  await hers.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(hers.getByText("You have asked for more: an admin decides")).toBeVisible();
}

/** One press grants it, and the asker sees that. */
async function grantedInOnePress({ purser, mira, hers, admins, id }: Stage): Promise<void> {
  await admins.goto(`${purser.url}/admin/allowances`);
  await expect(admins.getByText("1 asked")).toBeVisible();
  const row = admins.getByRole("row", { name: /Letter has to go out tonight/ });
  await expect(row).toContainText("tokens of");
  const before = (await left(mira, id)) ?? 0;
  await row.getByRole("button", { name: /^Grant/ }).click();
  await expect(row).toHaveCount(0);
  await expect(admins.getByText("1 asked")).toHaveCount(0);
  expect(await left(mira, id)).toBeGreaterThan(before);
  await hers.goto(`${purser.url}/usage`);
  await expect(hers.getByText(/You asked for .* granted on/)).toBeVisible();
  await expect(hers.getByText(/^of it .* granted, until it is spent$/)).toBeVisible();
}

/** An admin tops up, and reads the ledger with a link to the receipt. */
async function toppedUp({ admins, mira }: Stage): Promise<void> {
  await admins.getByRole("button", { name: "Chat, each day" }).click();
  await expect(admins.getByLabel("For", { exact: true })).toHaveValue(`user:${mira.id}`);
  await admins.getByRole("button", { name: "Top up" }).click();
  await admins.getByLabel("Amount").fill("20.00");
  await admins.getByLabel("Note").fill("For the newsletter");
  await admins.getByRole("button", { name: "Top up" }).click();
  await expect(admins.getByLabel("Note")).toHaveCount(0);
  await admins.getByRole("button", { name: "Chat, each day" }).click();
  await admins.getByRole("link", { name: "Ledger" }).click();
  const entry = (name: RegExp) => admins.getByRole("row", { name });
  await expect(entry(/Granted by .*For the newsletter.*20\.00/)).toBeVisible();
  await expect(admins.getByRole("columnheader", { name: "Left after" })).toBeVisible();
  await expect(entry(/Asked for, granted by/)).toBeVisible();
  await expect(entry(/Amount lowered/)).toBeVisible();
  await expect(entry(/A period began/)).toBeVisible();
  await entry(new RegExp(`A call chat with ${model.id}`))
    .getByRole("link")
    .click();
  await expect(admins.getByRole("heading", { name: "Receipt" })).toBeVisible();
}

/** A code is made once, redeemed once, and another withdrawn. */
async function redeemed({ purser, mira, hers, admins, id }: Stage): Promise<void> {
  await admins.goto(`${purser.url}/admin/allowances`);
  await admins.getByRole("button", { name: "New voucher" }).click();
  await admins.getByLabel("For", { exact: true }).selectOption(id);
  await expect(admins.getByLabel("For", { exact: true }).locator("option:checked")).toHaveText(
    /^Chat, each day: .+, each day$/,
  );
  await admins.getByLabel("Worth, each").fill("5");
  await admins.getByLabel("How many").fill("2");
  await admins.getByRole("button", { name: "Make the codes" }).click();
  const codes = admins.getByRole("listitem").filter({ hasText: /^(\w{5}-){3}\w{5}$/ });
  await expect(codes).toHaveCount(2);
  const code = (await codes.first().textContent()) ?? "";
  const before = (await left(mira, id)) ?? 0;
  await hers.getByRole("button", { name: "Redeem a code" }).click();
  await hers.getByLabel("Code").fill("AAAAA-AAAAA-AAAAA-AAAAA");
  await hers.getByRole("button", { name: "Redeem" }).click();
  await expect(hers.getByText(/^No voucher has this code/)).toBeVisible();
  await hers.getByLabel("Code").fill(code.toLowerCase());
  await hers.getByRole("button", { name: "Redeem" }).click();
  await expect(hers.getByText("5.00 cents were added to “Chat, each day”.")).toBeVisible();
  expect((await left(mira, id)) ?? 0).toBe(before + 50_000_000);
  await admins.reload();
  await expect(admins.getByRole("row", { name: /redeemed by Person/ })).toBeVisible();
  await admins.getByRole("button", { name: /^Withdraw the voucher/ }).click();
  await admins.getByRole("button", { name: "Withdraw", exact: true }).click();
  await expect(admins.getByRole("row", { name: /withdrawn/ })).toBeVisible();
}

test("used up, asked for, granted, topped up, redeemed, noticed: all in the interface", async ({
  newPurser,
  upstream,
  person,
  browser,
}) => {
  const purser = await newPurser();
  await addUpstream(purser, upstream);
  const mira = await person({ at: purser });
  const boss = await person({ role: "admin", at: purser });
  const given = { name: "Chat, each day", kind: "budget", level: "user", subject_id: mira.id };
  const made = await purser.admin.post<{ id: string }>("/api/allowances", {
    ...given,
    window: "calendar-day",
    credits: 1_000_000,
  });
  const { id } = made.body;
  const hers = await tabOf(mira, await browser.newContext());
  const admins = await tabOf(boss, await browser.newContext());

  const stage = { purser, mira, hers, admins, id };
  await noticed(stage);
  await askedFor(stage);
  await grantedInOnePress(stage);
  await toppedUp(stage);
  await redeemed(stage);
  for (const page of [hers, admins]) {
    await expect(page.locator("main")).not.toContainText(/credits?\b/i);
    await page.context().close();
  }
});
