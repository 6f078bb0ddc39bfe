import { api } from "./api";
import { directed, readEvents } from "./chat";
import { expect, model, test } from "./fixtures";
import type { TestPerson } from "./person";
import type { Purser } from "./purser";

type Made = { id: string; key: string };
type Listed = {
  id: string;
  last_used_at: number | null;
  cap: { remaining_credits: number } | null;
};

/** A key of the person's own, limited as `body` says. */
async function limited(purser: Purser, { api: own }: TestPerson, body: object) {
  const made = await own.post<Made>("/api/keys", { name: "limited", ...body });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return { ...made.body, api: api(purser.url, made.body.key) };
}

const send = { prompt: directed({ tokens: 5 }), model: model.id };

test("a key does what it is limited to, and nothing else", async ({ purser, person }) => {
  const asking = await person();
  const other = await limited(purser, asking, { models: ["demo"] });
  const refused = await other.api.post("/api/conversations", send);
  expect(refused).toMatchObject({ status: 403, body: { code: "forbidden" } });
  const models = await other.api.get<{ data: { id: string }[] }>("/api/models");
  expect(models.body.data.map(({ id }) => id)).toEqual(["demo"]);

  const slow = await limited(purser, asking, { requests_per_minute: 1 });
  expect((await slow.api.post("/api/conversations", send)).status).toBe(201);
  const fast = await slow.api.post("/api/conversations", send);
  expect(fast).toMatchObject({ status: 429, body: { code: "rate_limited" } });
  expect(Number(fast.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await asking.api.post("/api/conversations", send)).status).toBe(201);

  const cap = { window: "calendar-day", credits: 1_000, time_zone: "Europe/Berlin" };
  const poor = await limited(purser, asking, { cap });
  const broke = await poor.api.post("/api/conversations", send);
  expect(broke).toMatchObject({
    status: 402,
    body: { allowance: { name: "Cap of the key “limited”" }, available_credits: 1_000 },
  });
  const more = await asking.api.patch(`/api/keys/${poor.id}`, {
    cap: { ...cap, usd: "0.02", credits: undefined },
  });
  expect(more).toMatchObject({ status: 200, body: { cap: { amount_credits: 20_000_000 } } });
  expect((await poor.api.post("/api/conversations", send)).status).toBe(201);
  const listed = await asking.api.get<{ data: Listed[] }>("/api/keys");
  const shown = listed.body.data.find(({ id }) => id === poor.id);
  expect(shown?.cap?.remaining_credits).toBeLessThan(20_000_000);
  expect(shown?.last_used_at).toEqual(expect.any(Number));
});

test("a rotated key's old secret works on in its overlap, and not beyond", async ({
  purser,
  person,
}) => {
  const asking = await person();
  const first = await limited(purser, asking, {});
  const next = await asking.api.post<Made>(`/api/keys/${first.id}/rotate`, { overlap_seconds: 60 });
  expect(next.status).toBe(200);
  expect((await first.api.get("/api/me")).status).toBe(200);
  expect((await api(purser.url, next.body.key).get("/api/me")).status).toBe(200);
  const last = await asking.api.post<Made>(`/api/keys/${first.id}/rotate`, { overlap_seconds: 0 });
  expect((await first.api.get("/api/me")).status).toBe(401);
  expect((await api(purser.url, next.body.key).get("/api/me")).status).toBe(401);
  expect((await api(purser.url, last.body.key).get("/api/me")).status).toBe(200);
});

test("revoking a key ends its running stream within a second", async ({ purser, person }) => {
  const asking = await person();
  const made = await limited(purser, asking, {});
  const response = await made.api.raw("POST", "/api/conversations", {
    body: JSON.stringify({ prompt: directed({ tokens: 2000, rate: 100 }), model: model.id }),
    headers: { "content-type": "application/json", accept: "text/event-stream" },
  });
  let ended = 0;
  const reading = readEvents(response).then((seen) => {
    ended = performance.now();
    return seen;
  });
  expect((await asking.api.delete(`/api/keys/${made.id}`)).status).toBe(204);
  const revoked = performance.now();
  const seen = await reading;
  expect(seen.done).toBe(false);
  expect(ended - revoked).toBeLessThan(1000);
  expect((await made.api.get("/api/me")).status).toBe(401);
  await asking.api.post(`/api/conversations/${seen.opening?.conversation_id}/stop`);
});

test("keys are made with limits, changed, rotated and revoked on the settings page", async ({
  purser,
  person,
  page,
  context,
}) => {
  const asking = await person();
  await asking.signIn(context);
  await page.goto(`${purser.url}/settings`);
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByLabel("Name").fill("Robot");
  await page.getByRole("button", { name: "Limits" }).click();
  await page.getByLabel("Calls a minute").fill("5");
  await page.getByLabel("At most").fill("3");
  await page.getByRole("checkbox", { name: model.id }).check();
  await page.getByRole("button", { name: "Make the key" }).click();
  const secrets = page.getByText(/^pk-[\w-]{32}$/);
  const secret = (await secrets.textContent()) ?? "";
  // One secret at a time: nothing else opens before it is put away.
  await expect(page.getByRole("button", { name: "Rotate Robot" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "New key" })).toHaveCount(0);
  await page.getByRole("button", { name: "Done" }).click();
  const key = api(purser.url, secret);
  expect((await key.post("/api/conversations", { prompt: "x", model: "demo" })).status).toBe(403);
  // What is open of it is a row of its own, and names it too.
  const edit = page.getByRole("button", { name: "Edit Robot" });
  const row = page.getByRole("row").filter({ has: edit });
  await expect(row).toContainText("3.00 cents left");
  await expect(row).toContainText("five calls a minute");

  await edit.click();
  await expect(page.getByLabel("At most")).toHaveValue("3.00");
  await page.getByLabel("At most").fill("three");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Cents, such as 25.00.")).toBeVisible();
  await page.getByLabel("At most").fill("4");
  await page.getByLabel("Calls a minute").fill("");
  await page.getByLabel("Ends").selectOption("in 30 days");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("4.00 cents left");
  await expect(row).not.toContainText("calls a minute");
  await expect(row).not.toContainText("never");

  await row.getByRole("button", { name: "Rotate Robot" }).click();
  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  const next = (await secrets.textContent()) ?? "";
  expect(next).not.toBe(secret);
  expect((await api(purser.url, next).get("/api/me")).status).toBe(200);
  await page.getByRole("button", { name: "Done" }).click();

  await row.getByRole("button", { name: "Revoke Robot" }).click();
  await page.getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(row).toHaveCount(0);
  expect((await api(purser.url, next).get("/api/me")).status).toBe(401);
});
