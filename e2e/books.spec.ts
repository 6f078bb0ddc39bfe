import { readFile } from "node:fs/promises";
import { receiptCents } from "../lib/format";
import type { ReceiptJson } from "../lib/usage/receipt-json";
import { allowances, calls, chat, directed, giveBudget } from "./chat";
import { expect, model, test } from "./fixtures";

const cent = 10_000_000;

test("the usage page shows a call with its receipt, and its file", async ({
  page,
  context,
  person,
  purser,
}) => {
  const reader = await person();
  await giveBudget(purser.admin, reader, 100 * cent);
  await reader.signIn(context);
  await page.goto(`${purser.url}/usage`);
  await expect(page.getByText("Each message you send becomes a line here")).toBeVisible();

  await chat(reader, directed({ tokens: 37 }, "=1+1 on the usage page"));
  await expect.poll(async () => (await calls(reader)).length).toBe(2);
  const [call] = await calls(reader);
  const receipt = (await reader.api.get<ReceiptJson>(`/api/usage/calls/${call?.id}`)).body;
  await page.reload();
  const row = page.getByRole("row").filter({ hasText: "37" }).first();
  await row.getByRole("link").click();
  const cost = receiptCents(receipt.cost_credits);
  const opened = page.getByRole("region", { name: "As the provider counted it" });
  await expect(opened).toContainText(`Cost${cost}`);
  await expect(page.getByText("Held", { exact: true })).toBeVisible();
  await expect(page.getByRole("region", { name: "Counted down from each of" })).toContainText(
    `Own${cost}`,
  );

  await page.goto(`${purser.url}/usage/${call?.id}`);
  await expect(opened).toContainText(`Cost${cost}`);
  await page.getByRole("link", { name: "All calls" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export as CSV" }).click();
  const file = await readFile(await (await download).path(), "utf8");
  expect(file.trim().split("\r\n")).toHaveLength(3);
  expect(file).toContain(call?.id);
});

test("receipts and pages of somebody else are not there", async ({
  page,
  context,
  person,
  purser,
}) => {
  const [writer, other, admin] = [await person(), await person(), await person({ role: "admin" })];
  await chat(writer, directed({ tokens: 5 }));
  const [call] = await calls(writer);
  const address = `/api/usage/calls/${call?.id}`;
  expect((await other.api.get(address)).status).toBe(404);
  expect((await other.api.get(`/api/usage/calls?user=${writer.id}`)).status).toBe(403);
  const seen = await admin.api.get<ReceiptJson>(address);
  expect(seen.body).toMatchObject({ id: call?.id, conversation: null });
  await other.signIn(context);
  expect((await page.goto(`${purser.url}/usage/${call?.id}`))?.status()).toBe(404);
  expect((await page.goto(`${purser.url}/admin/allowances`))?.status()).toBe(404);
});

test("a person caps themselves on a phone, and calls beyond it are refused", async ({
  page,
  context,
  person,
  purser,
}) => {
  const saver = await person();
  await page.setViewportSize({ width: 390, height: 844 });
  await saver.signIn(context);
  await page.goto(`${purser.url}/usage`);
  await page.getByRole("button", { name: "Set a cap on yourself" }).click();
  await page.getByLabel("At most").fill("0.00001");
  await page.getByRole("button", { name: "Set the cap" }).click();
  await expect(page.getByText("set by you")).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  const refused = await saver.api.post("/api/conversations", { prompt: "x", model: model.id });
  expect(refused.status).toBe(402);
  expect(refused.body).toMatchObject({ allowance: { name: "My cap" }, available_credits: 100 });
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("It limits you no longer")).toBeVisible();
  await page.getByRole("button", { name: "Remove" }).click();
  // Not "set by you": the question stands in its place already.
  await expect(page.getByRole("heading", { name: "My cap" })).toBeHidden();
  await chat(saver, directed({ tokens: 3 }));
});

test("an admin edits an allowance in its row, and is told what it means", async ({
  page,
  context,
  person,
  purser,
}) => {
  const [admin, member] = [await person({ role: "admin" }), await person()];
  const id = await giveBudget(purser.admin, member, 30 * cent);
  await purser.admin.patch(`/api/allowances/${id}`, { name: `Chat of ${member.id}` });
  await admin.signIn(context);
  await page.goto(`${purser.url}/admin`);
  await page.getByRole("button", { name: `Chat of ${member.id}` }).click();
  const amount = page.getByLabel("Amount");
  await expect(amount).toHaveValue("30.00");
  await amount.fill("25,00");
  await expect(page.getByText("Cents, such as 25.00.")).toBeVisible();
  await amount.fill("25.5");
  await expect(page.getByText(/From 30\.00\. Buys [\d,]+ tokens of/)).toBeVisible();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(amount).toBeHidden();
  const own = (await allowances(member)).find((each) => each.id === id);
  expect(own).toMatchObject({ amount_credits: 25.5 * cent, remaining_credits: 25.5 * cent });

  await page.getByRole("button", { name: `Chat of ${member.id}` }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("From the next call on it pays for nothing.")).toBeVisible();
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("button", { name: `Chat of ${member.id}` })).toBeHidden();
  expect((await allowances(member)).map((each) => each.id)).not.toContain(id);
});
