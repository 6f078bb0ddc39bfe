import { receiptCents } from "../lib/format";
import { calls, cost, directed, giveBudget, start } from "./chat";
import { expect, test } from "./fixtures";
import { chatBody, complete } from "./v1";

const cent = 10_000_000;

test("calls of a key say so, a ledger is exact, and a card's figures add up", async ({
  page,
  context,
  person,
  purser,
}) => {
  const reader = await person();
  const id = await giveBudget(purser.admin, reader, cent);
  const asked = await complete(reader, chatBody(directed({ tokens: 7 }), { max_tokens: 50 }));
  expect(asked.status).toBe(200);
  const { prompt_tokens: input, cost_credits: spent } = asked.body.usage;
  expect(spent).toBe(cost(input, 7));
  await reader.signIn(context);
  await page.goto(`${purser.url}/usage`);
  const row = page.getByRole("row").filter({ hasText: "through /v1" });
  await expect(row).toContainText("Chat, through /v1, key “e2e”");
  // What is left is rounded down, so what is used is rounded up.
  expect(spent).toBeLessThan(cent / 100);
  await expect(page.getByRole("img", { name: "0.99 left, 0.00 held, 0.01 used" })).toBeVisible();

  await page.goto(`${purser.url}/usage/allowances/${id}`);
  const line = page.getByRole("row").filter({ hasText: "through /v1, key “e2e”" });
  await expect(line).toContainText(`−${receiptCents(spent)}`);
  await expect(line).toContainText(receiptCents(cent - spent));
});

test("a message that has no room while another is written says what is held", async ({
  page,
  context,
  person,
  purser,
  upstream,
}) => {
  const writer = await person();
  // All of it is held: the answer's limit is lowered to what there is room for.
  await giveBudget(purser.admin, writer, cost(0, 2000));
  const gate = `held-${writer.id}`;
  const held = directed({ tokens: 1000, gate, gate_after: 1 });
  expect((await start(writer, held)).status).toBe(201);
  await writer.signIn(context);
  await page.goto(purser.url);
  const heading = page.getByRole("heading", { name: "The allowance does not reach for this" });
  await expect(heading).toHaveText(/while answers are under way$/);
  await expect(page.getByText("Wait for the answers under way")).toBeVisible();
  await expect(page.getByText("about 0 messages")).toHaveCount(0);
  await expect(page.getByText(/% of “Own” is spent/)).toHaveCount(0);
  upstream.openGate(gate);
  await expect.poll(async () => (await calls(writer)).length).toBeGreaterThan(0);
});

test("on a phone a key says when it ends", async ({ page, context, person, purser }) => {
  const owner = await person();
  const expires_at = Date.UTC(2199, 11, 31);
  await owner.api.post("/api/keys", { name: "Robot", expires_at });
  await owner.signIn(context);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${purser.url}/settings`);
  const row = page.getByRole("row").filter({ hasText: "Robot" });
  await expect(row.getByText(/ends 3[01] December 2199/)).toBeVisible();
  await expect(row.getByRole("button", { name: "Revoke Robot" })).toBeVisible();
});
