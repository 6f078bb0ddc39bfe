import { expect, test } from "./fixtures";

test("an admin adds an endpoint, changes a price in its row, and deletes it", async ({
  newPurser,
  upstream,
  person,
  page,
  context,
}) => {
  const purser = await newPurser();
  const admin = await person({ role: "admin", at: purser });
  await admin.signIn(context);
  await page.goto(`${purser.url}/admin/models`);
  await expect(page.getByRole("row", { name: /Demo model/ })).toContainText("starts a chat");

  await page.getByRole("button", { name: "New endpoint" }).click();
  await expect(page.getByText("nobody can try Purser as a guest")).toBeVisible();
  await page.getByLabel("Name").first().fill("Local");
  await page.getByLabel("Address").fill(upstream.baseUrl);
  await page.getByLabel("Key").fill("sk-canary-0123456789");
  await page.getByLabel("Id", { exact: true }).fill("team/tiny");
  await page.getByRole("button", { name: "Add it" }).click();
  await expect(page.getByText("A price is needed")).toBeVisible();
  await page.getByLabel("Input", { exact: true }).fill("0.15");
  await page.getByLabel("Output", { exact: true }).fill("cheap");
  await page.getByRole("button", { name: "Add it" }).click();
  await expect(page.getByText("USD per million tokens, from 0")).toBeVisible();
  await page.getByLabel("Output", { exact: true }).fill("0.6");
  await page.getByRole("button", { name: "Add it" }).click();
  await expect(page.getByText("key ends with 6789")).toBeVisible();
  await expect(page.getByRole("row", { name: /team\/tiny/ })).toContainText("0.60");
  expect(await page.content()).not.toContain("canary");

  await page.getByRole("button", { name: "team/tiny: change its price" }).click();
  await page.getByLabel("Output", { exact: true }).fill("0.75");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("row", { name: /team\/tiny/ })).toContainText("0.75");
  const shown = await admin.api.get<{ price: object }>("/api/models/team%2Ftiny");
  expect(shown.body.price).toMatchObject({ input: "0.15", output: "0.75" });

  const sent = await admin.api.post<{ id: string }>("/api/conversations", { prompt: "Hello" });
  expect(sent.status, JSON.stringify(sent.body)).toBe(201);

  await page.getByRole("button", { name: "Delete Local" }).click();
  await expect(page.getByText("Its one model can no longer be called")).toBeVisible();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByText("key ends with 6789")).toBeHidden();
  expect((await admin.api.get("/api/models/team%2Ftiny")).status).toBe(404);
});

test("a member finds no such page", async ({ purser, person, page, context }) => {
  await (await person()).signIn(context);
  await page.goto(`${purser.url}/admin/models`);
  await expect(page.getByText("Endpoints and models")).toBeHidden();
});

test("a mistake in the configuration stops the start, with its line", async ({ newPurser }) => {
  const config = "sign_up: closed\npurposes:\n  chat: { default_model: nothing }\n";
  await expect(newPurser({ config })).rejects.toThrow(/line 3: there is no model "nothing"/);
});
