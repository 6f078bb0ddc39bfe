import { randomUUID } from "node:crypto";
import type { BrowserContext, Page } from "@playwright/test";
import { directed, type Started } from "./chat";
import { test as base, expect } from "./fixtures";
import { alone, payloads } from "./payloads";
import type { TestPerson } from "./person";
import type { Upstream } from "./upstream/server";
import { unsafeIn, watch } from "./watch";

/** A model without a limit worth naming, so that letters can be tokens. */
const wordy = { id: "wordy", price: { input: "0", output: "0" }, max_output_tokens: 1_000_000 };

const test = base.extend<object, { wordyModel: string }>({
  wordyModel: [
    async ({ purser, upstream }, use) => {
      const made = await purser.admin.post("/api/endpoints", {
        name: "wordy",
        kind: "openai-compatible",
        base_url: upstream.baseUrl,
        api_key: "sk-1",
        models: [wordy],
      });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      await use(wordy.id);
    },
    { scope: "worker" },
  ],
});

const atOnce = 45;
const marked = (texts: string[]) =>
  texts.map((text, n) => `Payload ${n}.\n\n${text}\n\nAfter ${n}.`).join("\n\n");

type Seen = { page: Page; person: TestPerson; upstream: Upstream; found: string[]; url: string };

/** An answer as it streams, letter by letter; as it is after a reload; and as others see it. */
async function see(text: string, signs: string[], at: Seen): Promise<void> {
  const { page, person, upstream, found, url } = at;
  const gate = randomUUID();
  upstream.queue({
    match: { contains: gate, stream: true },
    text,
    letters: true,
    gate,
    rate: 4000,
  });
  const options = { max_output_tokens: wordy.max_output_tokens };
  const asked = { prompt: gate, model: wordy.id, options };
  const { status, body } = await person.api.post<Started>("/api/conversations", asked);
  expect(status, JSON.stringify(body)).toBe(201);
  await page.goto(`${url}/c/${body.id}`);
  await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
  upstream.openGate(gate);
  await expect(page.getByRole("button", { name: "Stop" })).toBeHidden({ timeout: 30_000 });
  await holds("live");
  await page.reload();
  await holds("reloaded");
  const share = await person.api.post<{ token: string }>(`/api/conversations/${body.id}/shares`, {
    mode: "snapshot",
  });
  await page.goto(`${url}/s/${share.body.token}`);
  await holds("shared");

  async function holds(where: string): Promise<void> {
    const answer = page.locator(".prose").first();
    for (const sign of signs) await expect(answer, where).toContainText(sign);
    // Formulas and colours come in files of their own.
    await page.waitForLoadState("networkidle");
    expect(await unsafeIn(page), where).toEqual([]);
    expect(found, where).toEqual([]);
  }
}

async function opened(context: BrowserContext, person: TestPerson, url: string) {
  await person.signIn(context);
  return watch(context, new URL(url).origin);
}

for (const [name, texts] of Object.entries(payloads)) {
  const batches = Math.ceil(texts.length / atOnce);
  for (let batch = 0; batch < batches; batch++) {
    const some = texts.slice(batch * atOnce, (batch + 1) * atOnce);
    test(`model output runs and loads nothing: ${name}, ${batch + 1} of ${batches}`, async ({
      page,
      context,
      person,
      purser,
      upstream,
      wordyModel: _,
    }) => {
      const reader = await person();
      const found = await opened(context, reader, purser.url);
      const signs = some.flatMap((_text, n) => [`Payload ${n}.`, `After ${n}.`]);
      await see(marked(some), signs, { page, person: reader, upstream, found, url: purser.url });
    });
  }
}

for (const [name, texts] of Object.entries(alone)) {
  test(`an answer that does not end well is shown all the same: ${name}`, async ({
    page,
    context,
    person,
    purser,
    upstream,
    wordyModel: _,
  }) => {
    test.setTimeout(240_000);
    const reader = await person();
    const found = await opened(context, reader, purser.url);
    for (const text of texts) {
      const whole = `Before.\n\n${text}`;
      await see(whole, ["Before."], { page, person: reader, upstream, found, url: purser.url });
    }
  });
}

test("a payload as a prompt, sent from the page, is only text", async ({
  page,
  context,
  person,
  purser,
}) => {
  const reader = await person();
  const found = await opened(context, reader, purser.url);
  await page.goto(`${purser.url}/`);
  const prompt = directed({ text: payloads.markup.slice(0, 20).join(" ") }, payloads.markup[7]);
  await page.getByRole("textbox", { name: "Message" }).fill(prompt);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/c\//);
  await expect(page.getByRole("button", { name: "Stop" })).toBeHidden();
  await expect(page.getByText("<img src=x onerror=window.__pwned=1>").first()).toBeVisible();
  expect(await unsafeIn(page)).toEqual([]);
  expect(found).toEqual([]);
});

test("what these tests look for is found where it is", async ({ page, context, purser }) => {
  const found = await watch(context, new URL(purser.url).origin);
  await page.goto(`${purser.url}/sign-in`);
  await page.evaluate(() => {
    const prose = document.createElement("div");
    prose.className = "prose";
    prose.innerHTML = '<a href="javascript:x">a</a><img src="/x.png" onerror="1"><p id="b">c</p>';
    const script = document.createElement("script");
    script.src = "https://evil.example/x.js";
    document.body.append(prose, script);
    document.body.insertAdjacentHTML("beforeend", '<img src="https://evil.example/y.png">');
    Object.assign(window, { __pwned: 1 });
  });
  await expect.poll(() => found.join(" ")).toContain("stopped by the policy: img-src");
  const all = found.join(" ");
  expect(all).toContain("stopped by the policy: script-src-attr");
  expect(all).toContain("a payload ran");
  expect(all).toContain("request: https://evil.example/x.js");
  const unsafe = await unsafeIn(page);
  for (const each of ["javascript:x", "<img>", "img onerror", 'id="b"']) {
    expect(unsafe.join(" ")).toContain(each);
  }
});
