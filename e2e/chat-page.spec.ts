import type { Locator, Page } from "@playwright/test";
import { conversation, directed, giveBudget, start } from "./chat";
import { expect, model, test } from "./fixtures";
import type { TestPerson } from "./person";

const words = (page: Page) => page.locator("article .prose");
const writing = (page: Page) => page.locator("article[aria-busy=true]");
const composer = (page: Page) => page.getByRole("textbox", { name: "Message" });

/** Of what stands twice, once for a phone, the one that is shown. */
const inSight = (locator: Locator) => locator.filter({ visible: true });

let gates = 0;
/** A gate of its own for a test: what comes after waits until it is opened. */
const newGate = () => `chat-page-${process.pid}-${gates++}`;

const tenWords = "alpha bravo charlie delta echo foxtrot golf hotel india juliett";

async function send(page: Page, prompt: string): Promise<void> {
  await composer(page).fill(prompt);
  await composer(page).press("Enter");
}

test("a first message streams under an address of its own, without a reload", async ({
  page,
  context,
  person,
  purser,
  upstream,
}) => {
  const writer = await person();
  await writer.signIn(context);
  await page.goto(purser.url);
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  const gate = newGate();
  const script = { tokens: 10, gate, gate_after: 4, match: { stream: true } };
  await send(page, directed(script, "How big should the tank be?"));

  await expect(page).toHaveURL(/\/c\/[0-9a-z]{26}$/);
  await expect(words(page)).toHaveText("alpha bravo charlie delta");
  await expect(page.getByText("writing").first()).toBeVisible();
  await expect(page.getByText(/^held /)).toBeVisible();
  await expect(composer(page)).toHaveValue("");
  upstream.openGate(gate);
  await expect(words(page)).toHaveText(tenWords);
  await expect(writing(page)).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Quiet harbour at dawn" }).first()).toBeVisible();
  expect(await page.evaluate(() => "stayed" in window)).toBe(true);

  await page.locator("article summary").last().click();
  await expect(page.getByRole("region", { name: "As the provider counted it" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { name: "New conversation" })).toBeAttached();
  await expect(page.getByRole("link", { name: /Quiet harbour at dawn/ }).first()).toBeVisible();
  await page.goForward();
  await expect(words(page)).toHaveText(tenWords);
});

test("a reload, a second tab and a lost line go on where it was", async ({
  page,
  context,
  person,
  purser,
  upstream,
}) => {
  const reader = await person();
  await reader.signIn(context);
  const [first, second, third] = [newGate(), newGate(), newGate()];
  upstream.queue({
    match: { stream: true, contains: "in three parts" },
    tokens: 10,
    gate: first,
    gate_after: 3,
  });
  const { body } = await start(reader, "Tell it in three parts.");
  const address = `${purser.url}/c/${body.id}`;
  await page.goto(address);
  await expect(words(page)).toHaveText("alpha bravo charlie");
  await page.reload();
  await expect(words(page)).toHaveText("alpha bravo charlie");
  const other = await context.newPage();
  await other.goto(address);
  await expect(words(other)).toHaveText("alpha bravo charlie");
  await context.setOffline(true);
  upstream.openGate(first);
  await expect(writing(page)).toHaveCount(1);
  await context.setOffline(false);
  for (const tab of [page, other]) {
    await expect(words(tab)).toHaveText(tenWords);
    await expect(writing(tab)).toHaveCount(0);
  }

  // A turn that the second tab sends is followed by the first, and only one stream is open.
  upstream.queue({
    match: { stream: true, contains: "once more" },
    tokens: 10,
    gate: second,
    gate_after: 2,
  });
  await send(other, "And once more.");
  await expect(words(page).last()).toHaveText("alpha bravo");
  upstream.openGate(second);
  upstream.openGate(third);
  await expect(words(page).last()).toHaveText(tenWords);
});

test("Stop keeps what was written and says what it cost", async ({
  page,
  context,
  person,
  purser,
}) => {
  const writer = await person();
  await writer.signIn(context);
  await page.goto(purser.url);
  const script = { tokens: 10, gate: newGate(), gate_after: 4, match: { stream: true } };
  await send(page, directed(script));
  await expect(words(page)).toHaveText("alpha bravo charlie delta");
  await composer(page).press("Escape");
  await expect(page.getByText("Stopped", { exact: true })).toBeVisible();
  await expect(words(page)).toHaveText("alpha bravo charlie delta");
  await expect(page.getByText(/tokens are kept; .*cents, estimated/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Send" })).toBeVisible();
});

test("an answer that broke off is kept, and can be asked for again", async ({
  page,
  context,
  person,
  purser,
}) => {
  const writer = await person();
  await writer.signIn(context);
  await page.goto(purser.url);
  const script = { tokens: 10, fault: "error-event", after: 5, times: 1, match: { stream: true } };
  await send(page, directed(script));
  await expect(page.getByText(/^The answer broke off/)).toBeVisible();
  await expect(words(page)).toHaveText("alpha bravo charlie delta echo");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("Asked again.")).toBeVisible();
  await expect(words(page).last()).toHaveText(tenWords);
  await expect(words(page).first()).toHaveText("alpha bravo charlie delta echo");
});

test("a used-up allowance is told with its figures, and the draft stays", async ({
  page,
  context,
  person,
  purser,
}) => {
  const writer = await person();
  await giveBudget(purser.admin, writer, 10_000);
  await writer.signIn(context);
  await page.goto(purser.url);
  const prompt = "A message that is too dear for what there is left of it all.";
  await send(page, prompt);
  await expect(page.getByRole("heading", { name: /does not reach for this/ })).toBeVisible();
  await expect(page.getByText(/Nothing was sent and nothing was charged/)).toBeVisible();
  const facts = page.getByRole("definition");
  await expect(facts.filter({ hasText: /^Own, topped up by hand$/ })).toBeVisible();
  await expect(composer(page)).toHaveValue(prompt);
  expect(new URL(page.url()).pathname).toBe("/");
  await page.reload();
  await expect(composer(page)).toHaveValue(prompt);
});

test("a message whose reply was lost is sent once, however often it is sent", async ({
  page,
  context,
  person,
  purser,
}) => {
  const writer = await person();
  await writer.signIn(context);
  await page.goto(purser.url);
  await loseReplies(page, 1);
  await send(page, directed({ tokens: 10 }, "Only once."));
  await expect(page.getByText(/^Not sent: the server did not answer/)).toBeVisible();
  await page.reload();
  await expect(composer(page)).toHaveValue(/Only once\.$/);
  await composer(page).press("Enter");
  await expect(words(page)).toHaveText(tenWords);
  const { data } = (await writer.api.get<{ data: unknown[] }>("/api/conversations")).body;
  expect(data).toHaveLength(1);
});

/** Lets the server have the next messages, but not the browser the replies. */
async function loseReplies(page: Page, times: number): Promise<void> {
  await page.route(
    "**/api/conversations",
    async (route) => {
      if (route.request().method() !== "POST") return route.fallback();
      await route.fetch();
      await route.abort("connectionreset");
    },
    { times },
  );
}

test("without scripts one writes, sends and reads", async ({ browser, person, purser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const writer = await person();
  await writer.signIn(context);
  const page = await context.newPage();
  await page.goto(purser.url);
  await composer(page).fill(directed({ tokens: 10 }, "Without scripts."));
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page).toHaveURL(/\/c\/[0-9a-z]{26}$/);
  const id = page.url().split("/").at(-1) ?? "";
  await expect.poll(() => statusOf(writer, id)).toBe("done");
  await page.reload();
  await expect(words(page)).toHaveText(tenWords);
  await context.close();
});

async function statusOf(person: TestPerson, id: string): Promise<string | undefined> {
  return (await conversation(person, id)).responses[0]?.status;
}

test("a conversation is named, shared, taken back and deleted", async ({
  page,
  context,
  browser,
  person,
  purser,
}) => {
  const owner = await person();
  await owner.signIn(context);
  const { body } = await start(owner, directed({ tokens: 10 }, "Something to share."));
  await expect.poll(() => statusOf(owner, body.id)).toBe("done");
  await page.goto(`${purser.url}/c/${body.id}`);
  await inSight(page.getByTitle("Rename", { exact: true })).click();
  const field = inSight(page.getByRole("textbox", { name: "Name of this conversation" }));
  await field.fill("A tank for the roof");
  await field.press("Enter");
  await expect(page.getByRole("link", { name: "A tank for the roof" })).toBeVisible();

  await inSight(page.getByRole("button", { name: "Share" })).click();
  await page.getByRole("button", { name: "Make a link" }).click();
  const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
  const anybody = await (await browser.newContext()).newPage();
  await anybody.goto(link);
  await expect(anybody.getByRole("heading", { name: "A tank for the roof" })).toBeVisible();
  await expect(words(anybody)).toHaveText(tenWords);
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(page.getByRole("textbox", { name: "Link" })).toHaveCount(0);
  expect((await anybody.reload())?.status()).toBe(404);
  await page.keyboard.press("Escape");

  await inSight(page.getByRole("button", { name: /^More/ })).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page).toHaveURL(`${purser.url}/`);
  await expect(page.getByRole("link", { name: "A tank for the roof" })).toHaveCount(0);
});

test("the model in use is picked by keyboard, and kept", async ({
  page,
  context,
  person,
  purser,
}) => {
  const writer = await person();
  await writer.signIn(context);
  await page.goto(purser.url);
  await composer(page).press("Control+m");
  await page.getByRole("combobox", { name: "Find a model" }).fill("demo");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/of Demo model left/)).toBeVisible();
  await page.reload();
  await expect(page.getByText(/of Demo model left/)).toBeVisible();
  expect(model.id).not.toBe("demo");
});
