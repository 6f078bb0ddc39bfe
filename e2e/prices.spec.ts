import { priceTable } from "../lib/pricing/price-table.testing";
import { allowances, calls, chat, conversation, directed, giveBudget } from "./chat";
import { addUpstream, expect, model, test } from "./fixtures";

const cent = 10_000_000;

test("the price table, over HTTP, to the credit", async ({ purser, person }) => {
  const models = priceTable.map(({ model: id, price }) => ({ id: `table/${id}`, price }));
  const endpoint = { name: "Table", kind: "openai-compatible", base_url: "http://127.0.0.1:9/v1" };
  const made = await purser.admin.post("/api/endpoints", { ...endpoint, models });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const reader = await person();
  const quote = async (query: string) => (await reader.api.get(`/api/quote?${query}`)).body;
  for (const { model: id, credits, price } of priceTable) {
    const query = `model=table/${id}&output_tokens=100`;
    expect(await quote(`${query}&input_tokens=1000`)).toMatchObject({ credits, tier: null });
    if (!price.tiers) continue;
    const [input, output] = [Number(price.input) * 1000, Number(price.output) * 1000];
    expect(await quote(`${query}&input_tokens=128001`)).toMatchObject({
      credits: 2 * (128_001 * input + 100 * output),
      tier: { above_input_tokens: 128_000 },
    });
  }
  const tiny = "model=table/gemini-1.5-flash-8b&input_tokens=6&output_tokens=22";
  expect(await quote(tiny)).toMatchObject({ credits: 3525, usd: "0.000003525" });
});

test("an admin confirms what the catalogue knows by family alone, with one press", async ({
  newPurser,
  upstream,
  person,
  page,
  context,
}) => {
  const purser = await newPurser();
  const admin = await person({ role: "admin", at: purser });
  const made = await admin.api.post<{ id: string }>("/api/endpoints", {
    name: "Mine",
    kind: "openai",
    base_url: upstream.baseUrl,
    api_key: "sk-0123456789",
    models: [{ id: "nano", upstream_id: "gpt-5-nano" }],
  });
  const models = [{ id: "nano", upstream_id: "gpt-5-nano-2030-01-01" }];
  await admin.api.patch(`/api/endpoints/${made.body.id}`, { models });
  const ask = { prompt: "Hello", model: "nano" };
  expect((await admin.api.post("/api/conversations", ask)).status).toBe(422);

  await admin.signIn(context);
  await page.goto(`${purser.url}/admin/models`);
  const row = page.getByRole("row", { name: /nano/ });
  await expect(row).toContainText("It cannot be called. It has no price.");
  await expect(row).toContainText("catalogue, by family: gpt-5-nano: 0.05 in, 0.40 out");
  await row.getByRole("button", { name: "Use this price" }).click();
  await expect(row).not.toContainText("It cannot be called");
  await expect(row).toContainText("0.40");
  expect((await admin.api.post("/api/conversations", ask)).status).toBe(201);
});

test("a past price is corrected: shown, confirmed, and everywhere afterwards", async ({
  newPurser,
  upstream,
  person,
  page,
  context,
}) => {
  const purser = await newPurser();
  await addUpstream(purser, upstream);
  const reader = await person({ at: purser });
  await giveBudget(purser.admin, reader, 100 * cent);
  const { id } = await chat(reader, directed({ tokens: 37 }, "=1+1"));
  await expect.poll(async () => (await calls(reader)).length).toBe(2);
  const before = await calls(reader);
  const admin = await person({ role: "admin", at: purser });
  await admin.signIn(context);
  await page.goto(`${purser.url}/admin/models`);
  await page.getByRole("button", { name: `${model.id}: change its price` }).click();
  await expect(page.getByRole("table", { name: /by date/ })).toContainText("always");
  await page.getByRole("button", { name: "Correct a past price" }).click();
  await page.getByLabel("Input", { exact: true }).fill("0.30");
  await page.getByLabel("Output", { exact: true }).fill("1.20");
  await page.getByLabel("For calls from, UTC").fill("2026-01-01T00:00");
  await page.getByRole("button", { name: "Show the difference" }).click();
  await expect(page.getByText(/^Two calls of one person cost .* more/)).toBeVisible();
  expect(await calls(reader)).toEqual(before);
  await page.getByRole("button", { name: "Correct them" }).click();
  // While it works its word is another one.
  await expect(page.getByRole("button", { name: /^Correct(ing…| them)$/ })).toBeHidden();

  const after = await calls(reader);
  expect(after.map((call) => call.cost_credits)).toEqual(before.map((c) => 2 * c.cost_credits));
  const total = after.reduce((sum, call) => sum + call.cost_credits, 0);
  const [own] = (await allowances(reader)).filter(({ name }) => name === "Own");
  expect(own).toMatchObject({ spent_credits: total, remaining_credits: 100 * cent - total });
  const shown = await conversation(reader, id);
  expect(shown.cost_credits).toBe(total);
  expect(shown.responses[0]?.cost_credits).toBe(after[0]?.cost_credits);
  const { body } = await reader.api.get(`/api/models/${model.id}`);
  expect(body).toMatchObject({ price: { input: "0.3", output: "1.2" } });
});
