import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "./fixtures";

const password = "a kettle on the moon";

/** What the browser complains about on a page: scripts, styles or forms that were not allowed. */
function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on("console", (message) => message.type() === "error" && heard.push(message.text()));
  page.on("pageerror", (error) => heard.push(String(error)));
  return heard;
}

async function makeFirstAccount(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel("Name").fill("Anneke de Vries");
  await page.getByLabel("E-mail").fill("Anneke@Okafor.Example");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Make the first account" }).click();
  await expect(page).toHaveURL(`${url}/`);
}

const me = async (context: BrowserContext, url: string) =>
  (await context.request.get(`${url}/api/me`)).json();

test("the first account is the admin's, makes a key, and gets out and in again", async ({
  newPurser,
  page,
  context,
}) => {
  const { url } = await newPurser();
  const heard = complaints(page);
  await page.goto(`${url}/settings`);
  await expect(page).toHaveURL(`${url}/sign-in?callbackUrl=%2Fsettings`);
  await page.getByLabel("Password").fill("short");
  await page.getByLabel("Password").blur();
  await expect(page.getByText("5 characters. It takes 12 or more.")).toBeVisible();
  await makeFirstAccount(page, url);
  expect(await me(context, url)).toMatchObject({ role: "admin", email: "anneke@okafor.example" });

  await page.goto(`${url}/settings`);
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByLabel("Name").fill("laptop");
  await page.getByRole("button", { name: "Make the key" }).click();
  const key = await page.getByText(/^pk-\S{32}$/).textContent();
  const authorization = `Bearer ${key}`;
  const byKey = () => fetch(`${url}/api/me`, { headers: { authorization } });
  expect((await byKey()).status).toBe(200);
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Revoke laptop" }).click();
  await page.getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(page.getByText("No keys")).toBeVisible();
  expect((await byKey()).status).toBe(401);

  const before = (await context.cookies()).find(({ name }) => name === "purser.session");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  const cookie = `${before?.name}=${before?.value}`;
  expect((await fetch(`${url}/api/me`, { headers: { cookie } })).status).toBe(401);
  await page.getByLabel("E-mail").fill("anneke@okafor.example");
  await page.getByLabel("Password").fill("not this one at all");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("E-mail and password do not belong together.")).toBeVisible();
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(`${url}/`);
  const refused = /Failed to load resource: the server responded with a status of 401/;
  expect(heard.filter((line) => !refused.test(line))).toEqual([]);
});

test("people made over the API sign in before there is an admin, whose account is a way aside", async ({
  newPurser,
  page,
  context,
}) => {
  const { url, admin } = await newPurser();
  const email = "mira@okafor.example";
  const made = await admin.post("/api/users", { email, name: "Mira Okafor", password });
  expect(made.status).toBe(201);
  await page.goto(`${url}/sign-in`);
  await expect(page.getByRole("button", { name: "Make the first account" })).toHaveCount(0);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(`${url}/`);
  expect(await me(context, url)).toMatchObject({ role: "member", email });

  await context.clearCookies();
  await page.goto(`${url}/sign-in`);
  await expect(page.getByText("This server has no admin yet")).toBeVisible();
  await page.getByRole("link", { name: "Make the admin's account" }).click();
  await expect(page.getByText("This account will be the admin's.")).toBeVisible();
  await page.getByLabel("Name").fill("Anneke de Vries");
  await page.getByLabel("E-mail").fill("anneke@okafor.example");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Make the admin's account" }).click();
  await expect(page).toHaveURL(`${url}/`);
  expect(await me(context, url)).toMatchObject({ role: "admin" });
  await context.clearCookies();
  await page.goto(`${url}/sign-in`);
  await expect(page.getByText("Anneke, who runs this server, can make one.")).toBeVisible();
});

test("an invited person makes their own account, not the admin's, while there is none", async ({
  newPurser,
  page,
  context,
}) => {
  const { url, admin } = await newPurser({ config: "sign_up: invite" });
  const email = "mira@okafor.example";
  const { body } = await admin.post<{ invite_url: string }>("/api/users", { email });
  await page.goto(url + body.invite_url);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Make the account" }).click();
  await expect(page).toHaveURL(`${url}/`);
  expect(await me(context, url)).toMatchObject({ role: "member", email });
});

test("without a script one signs in, out, and looks around as a guest", async ({
  newPurser,
  page,
  browser,
}) => {
  const { url } = await newPurser();
  await makeFirstAccount(page, url);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(`${url}/usage?model=demo`);
  await plain.getByLabel("E-mail").fill("anneke@okafor.example");
  await plain.getByLabel("Password").fill("not this one at all");
  await plain.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(plain.getByText("E-mail and password do not belong together.")).toBeVisible();
  await expect(plain.getByLabel("E-mail")).toHaveValue("anneke@okafor.example");
  await plain.getByLabel("Password").fill(password);
  await plain.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(plain).toHaveURL(`${url}/usage?model=demo`);
  await plain.goto(`${url}/settings`);
  await plain.getByRole("button", { name: "Sign out" }).click();
  await plain.getByRole("button", { name: "Start as a guest" }).click();
  await expect(plain).toHaveURL(`${url}/`);
  expect(await me(context, url)).toMatchObject({ role: "guest", email: null });
  await context.close();
});

test("a host's provider, a name and a port other than ours: sign-in works on any host", async ({
  newPurser,
  page,
  context,
}) => {
  const { url } = await newPurser({
    settings: { PURSER_PUBLIC_URL: "http://chat.okafor.example" },
  });
  const here = url.replace("127.0.0.1", "localhost");
  await makeFirstAccount(page, here);
  await page.goto(`${here}/settings`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("Sign in to chat.okafor.example")).toBeVisible();
  await page.getByLabel("E-mail").fill("anneke@okafor.example");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(`${here}/`);
  expect((await me(context, here)).role).toBe("admin");
});

test("an admin makes, changes and deletes a person, and says who is in a group", async ({
  newPurser,
  page,
}) => {
  const { url } = await newPurser();
  const heard = complaints(page);
  await makeFirstAccount(page, url);
  await page.goto(`${url}/admin/people`);
  await page.getByRole("button", { name: "New person" }).click();
  await page.getByLabel("Name").fill("Mira Okafor");
  await page.getByLabel("E-mail").fill("mira@okafor.example");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Make the account" }).click();
  const row = page.getByRole("row", { name: /^Mira Okafor (disabled )?mira@/ });
  await expect(row).toContainText("member");
  await expect(page.getByRole("button", { name: "Make the account" })).toBeHidden();

  await page.getByRole("button", { name: "New group" }).click();
  await page.getByLabel("Name").fill("Editors");
  await page.getByRole("button", { name: "Make the group" }).click();
  await page.getByRole("button", { name: "Editors" }).click();
  await page.getByLabel("Mira Okafor").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("Editors");

  await page.getByRole("button", { name: "Mira Okafor" }).click();
  await page.getByLabel("May sign in").selectOption("no, disabled");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("disabled");
  await page.getByRole("button", { name: "Anneke de Vries" }).click();
  await page.getByLabel("Role").selectOption("member");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("This is the last admin. Make another one first.")).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("button", { name: "Mira Okafor" }).click();
  await page.getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(row).toBeHidden();
  expect(heard.filter((line) => !/status of 409/.test(line))).toEqual([]);
});
