import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { root } from "../scripts/prepare.mjs";
import { rich } from "./clients";
import { expect, test } from "./fixtures";

const text = readFileSync(path.join(root, "docs/clients.md"), "utf8");
const examples = [...text.matchAll(/^## (.+)$|^```js\n([\s\S]+?)^```$/gm)].reduce<
  { of: string; code: string }[]
>((found, [, heading, code]) => {
  if (heading) found.push({ of: heading, code: "" });
  const last = found.at(-1);
  if (code && last) last.code += code;
  return found;
}, []);
const runnable = examples.filter(({ code }) => code !== "");

test("there are examples to run", () => {
  expect(runnable.length).toBe(3);
});

for (const { of, code } of runnable) {
  test(`docs/clients.md, ${of}: it does as it is written`, async ({
    person,
    purser,
    upstream,
  }, info) => {
    const asking = await rich(await person(), purser);
    const before = upstream.calls().length;
    const named = /"(gpt-5-mini|claude-haiku-4-5|text-embedding-3-small)"/g;
    const file = info.outputPath("example.mjs");
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, code.replace(named, '"test-model"'));
    const { PATH } = process.env;
    const settings = { PATH, PURSER_URL: purser.url, PURSER_KEY: asking.key };
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [file], {
      env: { NODE_ENV: "production", ...settings },
    });
    expect(stdout.trim()).not.toBe("");
    expect(stdout).not.toContain("undefined");
    expect(upstream.calls().length).toBeGreaterThan(before);
  });
}
