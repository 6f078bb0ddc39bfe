import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  clientImports,
  forbiddenWords,
  importsOf,
  longLines,
  readSources,
  type Source,
  serverCodeInBrowser,
  unusedFiles,
  wrongWayImports,
} from "./house-rules";

const file = (path: string, text: string): Source => ({ path, text });
/** Written in two parts, so that the rules do not find them in this file. */
const provide = ".prov" + "ide(";

describe("the house", () => {
  const sources = readSources(".");

  it("is found", () => {
    expect(sources.length).toBeGreaterThan(100);
  });

  it("imports go down the house", () => {
    expect(wrongWayImports(sources)).toEqual([]);
  });

  it("only lib/metering calls a provider, no type is silenced", () => {
    expect(forbiddenWords(sources)).toEqual([]);
  });

  it("lines fit in 100 columns", () => {
    expect(longLines(sources)).toEqual([]);
  });

  it("no file is unused", () => {
    const names = ["package.json", "vitest.config.ts", "bench/README.md"];
    const named = names.map((name) => readFileSync(name, "utf8")).join("");
    expect(unusedFiles(sources, named)).toEqual([]);
  });

  it("the client imports nothing", () => {
    expect(clientImports(sources)).toEqual([]);
    expect(clientImports([file("client/a.ts", 'import { b } from "node:fs";')])).toHaveLength(1);
  });

  it("no code for the server gets into the browser", () => {
    expect(serverCodeInBrowser(sources)).toEqual([]);
  });
});

describe("the rules find what breaks them", () => {
  it.each([
    ["lib/db/client.ts", 'import { startConversation } from "../conversations/start";'],
    ["lib/money.ts", 'import { db } from "@/lib/db/client";'],
    ["components/ui/button.tsx", 'import { Cents } from "../money/cents";'],
    ["lib/conversations/start.ts", 'import Page from "@/app/page";'],
    ["lib/ledger/close.ts", 'import type { Props } from "@/components/ui/button";'],
    ["lib/pricing/cost.ts", 'const { route } = await import("../http/route");'],
  ])("%s: %s", (path, text) => {
    expect(wrongWayImports([file(path, text)])).toHaveLength(1);
  });

  it.each([
    ["lib/conversations/start.ts", 'import {\n  a,\n  b,\n} from "../generations/start";'],
    ["lib/ledger/close.ts", 'import type { Closed } from "../metering/call";'],
    ["lib/auth/check-password.ts", 'import { addressOf } from "../http/address";'],
    ["lib/http/route.ts", 'import { identify } from "../auth/identify";'],
    ["lib/db/client.test.ts", 'import { reserve } from "../ledger/reserve";'],
    ["app/page.tsx", 'import "./globals.css";'],
  ])("but not in %s: %s", (path, text) => {
    expect(wrongWayImports([file(path, text)])).toEqual([]);
  });

  it("reads every kind of import", () => {
    const text = `
      import type { A } from "./a";
      export { b } from "@/lib/b";
      import "./c.css";
      const d = await import("node:fs");
    `;
    expect(importsOf(file("app/x.ts", text))).toEqual([
      { path: "app/a", typeOnly: true },
      { path: "lib/b", typeOnly: false },
      { path: "app/c.css", typeOnly: false },
      { path: "node:fs", typeOnly: false },
    ]);
  });

  it.each([
    ["lib/generations/start.ts", `const model = found${provide});`],
    ["lib/x.ts", "// @ts-" + "ignore"],
    ["app/x.ts", '"use ser' + 'ver";'],
  ])("%s: %s", (path, text) => {
    expect(forbiddenWords([file(path, text)])).toHaveLength(1);
    expect(forbiddenWords([file("lib/metering/meter.ts", `found${provide})`)])).toEqual([]);
  });

  it("a line of 101 columns", () => {
    const lines = [
      "x".repeat(100),
      `// ${"x'".repeat(51)}`,
      "x".repeat(101),
      `"${"x".repeat(101)}"`,
    ];
    expect(longLines([file("lib/x.ts", lines.join("\n"))])).toEqual([
      "lib/x.ts:2 is longer than 100 columns",
      "lib/x.ts:3 is longer than 100 columns",
    ]);
  });

  it("a file that only its test uses", () => {
    const unused = unusedFiles(
      [
        file("app/page.tsx", 'import { used } from "@/lib/used";'),
        file("lib/used.ts", ""),
        file("lib/unused.ts", ""),
        file("lib/unused.test.ts", 'import { unused } from "./unused";'),
        file("scripts/named.mjs", ""),
      ],
      "node scripts/named.mjs",
    );
    expect(unused).toEqual(["lib/unused.ts is used by nothing but maybe its test"]);
  });

  it("a client component that reaches the database through another module", () => {
    const sources = [
      file("components/chat/list.tsx", '"use client";\nimport { a } from "@/lib/a";'),
      file("lib/a.ts", 'import type { Db } from "./db/client";\nimport { b } from "./b";'),
      file("lib/b.ts", 'import { createClient } from "@libsql/client";'),
    ];
    expect(serverCodeInBrowser(sources)).toEqual([
      "components/chat/list.tsx > lib/a > lib/b > @libsql/client: that is for the server",
    ]);
  });

  it("biome finds the rest", async () => {
    const broken = {
      noProcessEnv: "export const key = process.env.KEY;",
      noExplicitAny: "export const x = (y: any) => y;",
      noNonNullAssertion: "export const x = (y?: string) => y!.length;",
      noEmptyBlockStatements: "try { x(); } catch {}",
      noExcessiveLinesPerFunction: `export function x() {\n${"  x();\n".repeat(71)}}`,
      noExcessiveLinesPerFile: "x();\n".repeat(301),
    };
    const directory = await mkdtemp(path.join(tmpdir(), "purser-house-"));
    for (const [rule, text] of Object.entries(broken)) {
      await writeFile(path.join(directory, `${rule}.ts`), text);
    }
    const biome = ["node_modules/@biomejs/biome/bin/biome", "lint", "--config-path=."];
    const { stdout, stderr } = spawnSync(process.execPath, [...biome, directory]);
    for (const rule of Object.keys(broken)) {
      expect(`${stdout}${stderr}`).toMatch(new RegExp(`${rule}\\.ts:.*lint/\\w+/${rule}`));
    }
    await rm(directory, { recursive: true });
  });
});
