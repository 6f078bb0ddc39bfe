import path from "node:path";
import Database from "libsql";
import type { AuditJson } from "../lib/ledger/audit/json";
import { calls, chat, directed, giveBudget } from "./chat";
import { addUpstream, expect, test } from "./fixtures";

test("an admin checks the books, and is told which row was tampered with", async ({
  newPurser,
  upstream,
  person,
  page,
  context,
}) => {
  const purser = await newPurser();
  await addUpstream(purser, upstream);
  const admin = await person({ role: "admin", at: purser });
  const reader = await person({ at: purser });
  await giveBudget(purser.admin, reader, 1_000_000_000);
  await chat(reader, directed({ tokens: 37, usage: null }));
  await expect.poll(async () => (await calls(reader)).length).toBe(2);
  expect((await reader.api.post("/api/audit", undefined)).status).toBe(403);

  await admin.signIn(context);
  await page.goto(`${purser.url}/admin`);
  await page.getByRole("link", { name: "Audit" }).click();
  await expect(page.getByText("Not checked yet")).toBeVisible();
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(page.getByText("All right")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("row", { name: "Calls" })).toContainText("2");
  const { last } = (await admin.api.get<AuditJson>("/api/audit")).body;
  expect(last).toMatchObject({ ok: true, calls: 2, wrong: 0, first: null });

  await page.getByRole("link", { name: "Show them" }).click();
  await expect(page.getByRole("heading", { name: "Everybody’s calls for review" })).toBeVisible();
  await expect(page.getByText("estimated").first()).toBeVisible();

  const [call] = await calls(reader);
  await purser.stop();
  const shell = new Database(path.join(purser.directory, "purser.db"));
  shell.exec("drop trigger usage_keeps_its_figures");
  shell.exec(`update usage set cost_credits = cost_credits + 1 where id = '${call?.id}'`);
  shell.close();
  await purser.start();
  await page.goto(`${purser.url}/admin/audit`);
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(page.getByText("The books are not right")).toBeVisible({ timeout: 20_000 });
  const told = page.getByRole("status").filter({ hasText: call?.id });
  await expect(told).toContainText("its counts times its rates");
  await expect(page.getByText("Restore the backup from before")).toBeVisible();
});
